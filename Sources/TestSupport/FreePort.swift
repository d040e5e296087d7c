import NIOConcurrencyHelpers

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Ports of 127.0.0.1 that nobody listens on and that no other test, in this process or another, is given.
///
/// Below those that the system gives to outgoing connections, each reserved by a locked file, as `Scripts/demo` does.
public enum FreePort {
    /// No port could be had.
    public struct Failure: Error {
        let reason: Int32
    }

    private static let range = 20_000..<32_000
    private static let attempts = 1_000
    /// The locks, held until this process ends.
    private static let locks = NIOLockedValueBox<[Int32]>([])

    /// Reserves `count` different ports.
    public static func allocate(_ count: Int = 1) throws -> [Int] {
        try (0..<count).map { _ in
            for _ in 0..<attempts {
                let port = Int.random(in: range)
                if reserve(port) { return port }
            }
            throw Failure(reason: errno)
        }
    }

    private static func reserve(_ port: Int) -> Bool {
        let descriptor = open("/tmp/bluegreen-port-\(port).lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return false }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, isFree(port) else {
            close(descriptor)
            return false
        }
        locks.withLockedValue { $0.append(descriptor) }
        return true
    }

    private static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
