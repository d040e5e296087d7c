import Foundation
import Testing

@testable import TestSupport

@Suite("Ports for tests")
struct FreePortTests {
    @Test("Each is reserved by a file of its own in one directory")
    func reserved() throws {
        let ports = try FreePort.allocate(3)
        #expect(Set(ports).count == 3)
        for port in ports {
            #expect(FileManager.default.fileExists(atPath: "\(FreePort.directory)/\(port).lock"))
        }
    }

    @Test("A process that ends leaves no file behind", .timeLimit(.minutes(1)))
    func ended() async throws {
        await #expect(processExitsWith: .success) {
            let port = try FreePort.allocate()[0]
            guard FileManager.default.fileExists(atPath: "\(FreePort.directory)/\(port).lock") else { exit(2) }
            FreePort.releaseAll()
            exit(FileManager.default.fileExists(atPath: "\(FreePort.directory)/\(port).lock") ? 3 : 0)
        }
    }
}
