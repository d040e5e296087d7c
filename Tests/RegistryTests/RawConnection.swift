import Foundation
import TestSupport

/// A client that sends what it likes, when it likes, to this machine.
struct RawConnection {
    private let descriptor: Int32

    struct Failure: Error {
        let reason: Int32
    }

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw Failure(reason: errno) }
    }

    /// False when the other side has closed.
    @discardableResult
    func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// Takes in less than it is sent.
    func narrow() {
        var size: Int32 = 4096
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }

    /// What there is to read now; nil when the other side has closed.
    func read() -> String? {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        if count > 0 { return String(decoding: bytes[..<count], as: UTF8.self) }
        return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? "" : nil
    }

    /// Reads until the other side closes.
    func readToEnd() async throws -> String {
        var text = ""
        try await eventually(within: .seconds(15), "the connection is closed") {
            while let more = read() {
                if more.isEmpty { return false }
                text += more
            }
            return true
        }
        return text
    }

    /// Reads until some text has come, or the other side has closed.
    func read(until end: String) async throws -> String {
        var text = ""
        try await eventually(within: .seconds(15), "\(end) comes") {
            guard let more = read() else { return true }
            text += more
            return text.contains(end)
        }
        return text
    }

    func close() { _ = Foundation.close(descriptor) }
}
