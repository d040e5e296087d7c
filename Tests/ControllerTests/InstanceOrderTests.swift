import AsyncHTTPClient
import Eureka
import NIOHTTP1
import RolloutCore
import Testing

@testable import Controller

@Suite("A step told to the instance")
struct InstanceOrderTests {
    @Test("Carries the credentials that were configured, and none when there are none")
    func credentials() throws {
        let change = StatusChange(
            kind: .enable, instance: InstanceID(rawValue: "a b"), color: .green, since: Timestamp(milliseconds: 0))
        let endpoint = try #require(Endpoint("h:1"))
        let bare = InstanceOrder(change: change, endpoint: endpoint, epoch: 7, credential: nil).request
        #expect(bare.url == "http://h:1/eureka/setStatus" && bare.method == .POST)
        #expect(bare.headers["Authorization"].isEmpty && bare.headers.first(name: "X-Bluegreen-Epoch") == "7")
        let credential = BasicCredential("agents:secret")
        let guarded = InstanceOrder(change: change, endpoint: endpoint, epoch: 7, credential: credential).request
        #expect(guarded.headers["Authorization"] == ["Basic YWdlbnRzOnNlY3JldA=="])
    }
}
