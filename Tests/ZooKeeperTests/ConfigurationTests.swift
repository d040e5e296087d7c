import Testing
import ZooKeeper

@Suite struct ConfigurationTests {
    @Test func readsServersAndPrefix() throws {
        let configuration = try ZooKeeperClient.Configuration(connectString: "a:1, b:2,[::1]:3/x/y/")
        #expect(configuration.servers == ["a:1", "b:2", "::1:3"])
        #expect(configuration.prefix == "/x/y")
        #expect(try ZooKeeperClient.Configuration(connectString: "a:1/").prefix == .root)
    }

    @Test(arguments: ["", "a", "a:", "a:0", "a:99999", ":1", "a:1,", "a:1/x//y", "http://a:1"])
    func saysWhatIsWrong(text: String) {
        do throws(ZooKeeperError) {
            _ = try ZooKeeperClient.Configuration(connectString: text)
            Issue.record("\(text) was taken")
        } catch {
            #expect(error.code == .invalidConnectString)
            #expect(error.message.contains("\"\(text)\""))
        }
    }
}
