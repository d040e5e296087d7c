/// What the process tells whoever started it. CI decides by these, so they never change.
enum ExitStatus: Int32, Error, CaseIterable {
    /// What was asked for is reached and verified.
    case reached = 0
    /// The rollout went back: the old color serves.
    case rolledBack = 2
    /// Neither color is safe to move to; a person is needed.
    case stuck = 3
    /// Somebody holds the rollout.
    case holding = 4
    case refused = 5
    /// The wait is over; the rollout goes on.
    case timedOut = 6
    /// Somebody else has asked for another color since.
    case superseded = 7
    /// As `EX_USAGE` of `sysexits.h`.
    case usage = 64
    /// As `EX_UNAVAILABLE`.
    case unavailable = 69
    /// As `EX_NOPERM`.
    case notPermitted = 77
}
