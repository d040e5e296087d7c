import NIOConcurrencyHelpers

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Ports of 127.0.0.1 that nobody listens on and that no other test, in this process or another, is given.
///
/// Below those that the system gives to outgoing connections, each reserved by a locked file, as `Scripts/demo` does. The
/// files are in one directory, one for each port at most, and gone when the process ends.
public enum FreePort {
    /// No port could be had.
    public struct Failure: Error {
        let reason: Int32
    }

    private static let range = 20_000..<32_000
    private static let attempts = 1_000
    /// Where the locked files are, for every user and every project on this machine.
    static let directory = "/tmp/bluegreen-ports"
    /// The locks, held until this process ends.
    private static let locks = NIOLockedValueBox<[(port: Int, descriptor: Int32)]>([])
    private static let isReleasedAtExit: Void = {
        atexit { FreePort.releaseAll() }
    }()

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

    private static func path(_ port: Int) -> String { "\(directory)/\(port).lock" }

    private static func reserve(_ port: Int) -> Bool {
        if mkdir(directory, 0o1777) == 0 { chmod(directory, 0o1777) }
        let descriptor = open(path(port), O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return false }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, isStill(descriptor, path(port)), isFree(port) else {
            close(descriptor)
            return false
        }
        _ = isReleasedAtExit
        locks.withLockedValue { $0.append((port, descriptor)) }
        return true
    }

    /// Whoever held the file before may have removed it after we opened it: a lock on what is gone keeps nobody out.
    private static func isStill(_ descriptor: Int32, _ path: String) -> Bool {
        var ours = stat()
        var there = stat()
        guard fstat(descriptor, &ours) == 0, lstat(path, &there) == 0 else { return false }
        return ours.st_ino == there.st_ino
    }

    /// Gives up every port of this process; each file is removed while it is still locked.
    static func releaseAll() {
        let held = locks.withLockedValue { locks -> [(port: Int, descriptor: Int32)] in
            defer { locks = [] }
            return locks
        }
        for (port, descriptor) in held {
            unlink(path(port))
            close(descriptor)
        }
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
