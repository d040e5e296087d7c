import NIOConcurrencyHelpers

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The socket on which systemd would hear a process: datagrams at a path, or at an abstract address that begins with `@`.
public final class NotifySocket: Sendable {
    /// It could not be bound.
    public struct Failure: Error {
        let reason: Int32
    }

    /// For `NOTIFY_SOCKET`.
    public let name: String
    private let descriptor: Int32
    private let messages = NIOLockedValueBox<[String]>([])

    /// Binds it.
    public init(_ name: String) throws {
        self.name = name
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var path = Array(name.utf8)
        if path.first == UInt8(ascii: "@") { path[0] = 0 }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        if code != 0 {
            let reason = errno
            close(descriptor)
            throw Failure(reason: reason)
        }
    }

    deinit { close(descriptor) }

    /// The datagrams so far, in their order.
    public var received: [String] {
        messages.withLockedValue { messages in
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while true {
                let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                guard count >= 0 else { return messages }
                messages.append(String(decoding: buffer.prefix(count), as: UTF8.self))
            }
        }
    }
}
