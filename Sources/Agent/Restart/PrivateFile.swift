import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Files that only their owner may read.
enum PrivateFile {
    private static let owners: mode_t = 0o600

    /// A lock that lasts as long as the value, and that no process started meanwhile inherits.
    final class Lock: Sendable {
        private let descriptor: Int32

        init(_ path: String) throws(MemoryFault) {
            descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, owners)
            guard descriptor >= 0 else { throw MemoryFault.unusable(path: path, reason: lastError) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let reason = errno
                close(descriptor)
                throw reason == EWOULDBLOCK
                    ? MemoryFault.inUse(path: path) : .unusable(path: path, reason: String(cString: strerror(reason)))
            }
        }

        deinit { close(descriptor) }
    }

    /// Replaces a file as a whole: whoever reads it sees the old bytes or the new ones.
    static func write(_ bytes: Data, to path: String) throws(MemoryFault) {
        let draft = path + ".new"
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, owners)
        guard descriptor >= 0 else { throw MemoryFault.unusable(path: draft, reason: lastError) }
        defer { close(descriptor) }
        let written = bytes.withUnsafeBytes { Self.write(descriptor, $0) }
        guard written, rename(draft, path) == 0 else {
            let fault = MemoryFault.unusable(path: path, reason: lastError)
            unlink(draft)
            throw fault
        }
    }

    private static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static var lastError: String { String(cString: strerror(errno)) }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
