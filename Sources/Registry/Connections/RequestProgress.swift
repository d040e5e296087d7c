/// How far the requests of one connection have come: what may be cut, and what may still be answered.
struct RequestProgress: Hashable {
    /// Requests that arrived whole.
    private(set) var whole = 0
    private var answersBegun = 0
    private var answersEnded = 0

    /// Whether part of a request has arrived, and its end has not.
    private(set) var isArriving = false

    /// Whether an answer written now would be taken for that of the arriving request: all before it have theirs, and its
    /// own has not begun.
    var mayBeAnswered: Bool { isArriving && answersBegun == whole && isAllAnswered }

    /// Whether every request that arrived whole has its answer.
    var isAllAnswered: Bool { answersEnded == whole }

    /// Before anything is known about them: they may complete a request, or not even a line.
    mutating func bytesArrived() { isArriving = true }

    mutating func requestBegan() { isArriving = true }

    mutating func requestEnded() {
        isArriving = false
        whole += 1
    }

    mutating func answerBegan() { answersBegun += 1 }

    mutating func answerEnded() { answersEnded += 1 }
}
