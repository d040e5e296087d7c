#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Ports of 127.0.0.1 that nobody listens on.
public enum FreePort {
    /// The system refused to bind.
    public struct Failure: Error {
        let reason: Int32
    }

    /// Asks the system for `count` different ports. Another process may take one before it is used: retry then.
    public static func allocate(_ count: Int = 1) throws -> [Int] {
        var sockets: [Int32] = []
        defer { for descriptor in sockets { close(descriptor) } }
        return try (0..<count).map { _ in
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            guard descriptor >= 0 else { throw Failure(reason: errno) }
            sockets.append(descriptor)
            return try bind(descriptor)
        }
    }

    private static func bind(_ descriptor: Int32) throws -> Int {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                #if canImport(Glibc)
                let bound = Glibc.bind(descriptor, pointer, length)
                #else
                let bound = Darwin.bind(descriptor, pointer, length)
                #endif
                return bound == 0 ? getsockname(descriptor, pointer, &length) : bound
            }
        }
        guard code == 0 else { throw Failure(reason: errno) }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
