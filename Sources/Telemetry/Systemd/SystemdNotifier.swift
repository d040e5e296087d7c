#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Tells systemd how this process stands, by the datagrams of `sd_notify(3)`; for units of `Type=notify`.
///
/// A message that systemd does not take is dropped: nothing depends on it.
public struct SystemdNotifier: Sendable {
    /// One assignment of a datagram.
    public enum Message: Hashable, Sendable {
        /// The start is over.
        case ready
        /// For people, in one line: `systemctl status` shows it.
        case status(String)
        /// The end has begun, and may take so long.
        case stopping(within: Duration)
        /// The main loop goes round; left out for longer than ``SystemdNotifier/watchdogInterval``, systemd ends the process.
        case alive
    }

    /// How often systemd wants to hear ``Message/alive`` at least; nil when it does not watch.
    public let watchdogInterval: Duration?
    private let path: [UInt8]

    /// Nil when the environment names no socket, which is when systemd did not start this process as `Type=notify`.
    public init?(environment: [String: String]) {
        guard let name = environment["NOTIFY_SOCKET"], let first = name.first, first == "/" || first == "@" else {
            return nil
        }
        var path = Array(name.utf8)
        // An abstract address is written with an @ in place of the zero it begins with.
        if first == "@" { path[0] = 0 }
        guard path.count < Self.pathLimit else { return nil }
        self.path = path
        let isForUs = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        watchdogInterval = isForUs && microseconds > 0 ? .microseconds(microseconds) : nil
    }

    /// Sends one datagram, without waiting; whether it was taken.
    @discardableResult
    public func send(_ messages: Message...) -> Bool {
        let text = messages.flatMap(\.lines).joined(separator: "\n")
        let descriptor = socket(AF_UNIX, Self.datagram, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        // The length counts: after an abstract name nothing may follow.
        let length = socklen_t((MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 0) + path.count)
        let bytes = Array(text.utf8)
        let sent = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                sendto(descriptor, bytes, bytes.count, Self.flags, pointer, length)
            }
        }
        return sent == bytes.count
    }

    private static let pathLimit = MemoryLayout.size(ofValue: sockaddr_un().sun_path)

    #if os(Linux)
    private static let datagram = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
    private static let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
    #else
    private static let datagram = SOCK_DGRAM
    private static let flags = MSG_DONTWAIT
    #endif
}

extension SystemdNotifier.Message {
    var lines: [String] {
        switch self {
        case .ready: ["READY=1"]
        case .status(let text): ["STATUS=" + text.map { $0.isNewline ? " " : String($0) }.joined()]
        case .stopping(let limit): ["STOPPING=1", "EXTEND_TIMEOUT_USEC=\(limit.components.seconds * 1_000_000)"]
        case .alive: ["WATCHDOG=1"]
        }
    }
}
