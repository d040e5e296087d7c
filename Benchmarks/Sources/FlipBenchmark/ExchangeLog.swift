import NIOConcurrencyHelpers
import NIOCore

/// The calls that passed the relay, in the order in which they came.
final class ExchangeLog: Sendable {
    /// One call and its answer.
    struct Exchange: Sendable {
        let request: Request
        let start: ContinuousClock.Instant
        /// When the last bytes of the answer were passed on; the start as long as there are none.
        var end: ContinuousClock.Instant

        var answerTime: Duration { end - start }
    }

    /// What was asked, as far as it matters here.
    enum Request: Hashable, Sendable {
        case change(instance: String)
        case readBack(instance: String)
        case listing
        case other
    }

    private let exchanges = NIOLockedValueBox<[Exchange]>([])

    var all: [Exchange] { exchanges.withLockedValue { $0 } }

    /// How many status changes were answered.
    var changes: Int {
        exchanges.withLockedValue { all in
            all.count { if case .change = $0.request { $0.end > $0.start } else { false } }
        }
    }

    func forget() { exchanges.withLockedValue { $0 = [] } }

    /// The calls of one connection: one at a time.
    final class Connection: Sendable {
        private struct State {
            var current: Int?
            var isAnswered = true
        }

        private let log: ExchangeLog
        private let state = NIOLockedValueBox(State())

        init(log: ExchangeLog) {
            self.log = log
        }

        func asked(_ bytes: ByteBuffer) {
            let now = ContinuousClock.now
            state.withLockedValue { state in
                guard state.isAnswered else { return }
                state.isAnswered = false
                let exchange = Exchange(request: Request(bytes), start: now, end: now)
                state.current = log.exchanges.withLockedValue { all in
                    all.append(exchange)
                    return all.count - 1
                }
            }
        }

        func answered() {
            let now = ContinuousClock.now
            state.withLockedValue { state in
                state.isAnswered = true
                guard let current = state.current else { return }
                log.exchanges.withLockedValue { all in
                    if all.indices.contains(current) { all[current].end = now }
                }
            }
        }
    }
}

extension ExchangeLog.Request {
    /// Reads the request line: `PUT /eureka/apps/APP/ID/status?value=UP HTTP/1.1`.
    init(_ bytes: ByteBuffer) {
        let head = bytes.readableBytesView.prefix { $0 != UInt8(ascii: "\r") }
        let words = String(decoding: head, as: UTF8.self).split(separator: " ")
        let path = words.count > 1 ? words[1].prefix { $0 != "?" } : ""
        let parts = path.split(separator: "/")
        switch (words.first, parts.count) {
        case ("PUT", 5) where parts[4] == "status": self = .change(instance: String(parts[3]))
        case ("GET", 4): self = .readBack(instance: String(parts[3]))
        case ("GET", 3): self = .listing
        default: self = .other
        }
    }
}
