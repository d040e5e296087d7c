import Eureka
import RolloutCore
import TestSupport

@testable import Gateway

/// A gateway with its proxy and its file, all of them values.
struct Site {
    var machine: GatewayMachine
    var proxy = SimulatedProxy()
    var file: String?
    var listing: Listing
    var now: Duration = .zero
    var commands: [ProxyCommand] = []
    /// Commands after which nothing served that served before.
    var dark: [String] = []

    static let settings = GatewayMachine.Settings(style: Fragment.Style(serverOptions: "check"), drain: .seconds(5))

    init(_ servers: [ListedServer], settings: GatewayMachine.Settings = Site.settings) {
        machine = GatewayMachine(settings: settings)
        listing = Listing(registry: 0, revision: 1, apps: [ListedApp(name: "shop", servers: servers)])
        machine.take(listing)
        // The gateway is started first, and the proxy with the file that it has written.
        pass()
        proxy.reload(file)
    }

    static func server(_ name: String, _ status: EurekaStatus, port: Int = 80) -> ListedServer {
        ListedServer(
            name: name, color: name.hasPrefix("blue") ? .blue : .green,
            address: "10.0.\(name.hasPrefix("blue") ? 0 : 1).\(name.utf8.last.map { Int($0) } ?? 0):\(port)",
            status: status)
    }

    var serving: [String] { proxy.serving("shop") }

    /// The registry says something else from now on.
    mutating func list(_ servers: [ListedServer]) {
        let revision = (listing.revision ?? 0) + 1
        let apps = servers.isEmpty ? [] : [ListedApp(name: "shop", servers: servers)]
        listing = Listing(registry: 0, revision: revision, apps: apps)
        machine.take(listing)
    }

    mutating func listNothing() { list([ListedServer]()) }

    mutating func list(_ statuses: [(String, EurekaStatus)]) { list(statuses.map { Self.server($0.0, $0.1) }) }

    /// One pass, of whose actions only the first few are carried out.
    @discardableResult
    mutating func pass(atMost limit: Int = .max) -> GatewayPass {
        let pass = machine.pass(proxy.processID == 1 ? nil : proxy.reading, file: file, now: now)
        for action in pass.actions.prefix(limit) {
            let before = serving
            switch action {
            case .command(let command):
                proxy.apply(command)
                commands.append(command)
                if !before.isEmpty, serving.isEmpty { dark.append("\(command.text) left nothing of \(before)") }
            case .write(let fragment): file = fragment.text(machine.settings.style)
            case .reload: proxy.reload(file)
            }
        }
        return pass
    }

    /// Passes, with a round of checks after each, until there is nothing to do.
    mutating func settle(passes: Int = 12) {
        for _ in 0..<passes {
            pass()
            proxy.check()
            now += .milliseconds(500)
        }
    }

    /// Another gateway takes its place, with the same file.
    mutating func restartGateway() {
        machine = GatewayMachine(settings: machine.settings)
        machine.take(listing)
    }

    var texts: [String] { commands.map(\.text) }
}
