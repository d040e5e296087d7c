import RolloutCore

/// The file of the proxy's configuration that the gateway owns: its backends with all their servers.
///
/// It says what a proxy that starts now is to begin with, so a reload or a restart of it changes nothing.
struct Fragment: Hashable, Sendable {
    struct Server: Hashable, Sendable {
        var name: String
        var color: Color
        var address: String
        var weight: Int
        var isEnabled: Bool
    }

    struct Backend: Hashable, Sendable {
        var name: String
        /// Where health checks ask; nil: a connection is enough.
        var healthPath: String?
        var servers: [Server]
    }

    /// What the operator has said of all backends.
    struct Style: Hashable, Sendable {
        /// The named `defaults` section that the backends begin with; nil: the last one before them.
        var defaults: String?
        /// What follows each server's address and weight, in the file and for `add server`.
        var serverOptions = "check inter 1s fastinter 250ms"
        /// The cookie that names a user, who is then served by one server as long as it serves; nil: by any.
        var stickyCookie: String?

        /// Options and, where users are hashed, a number of the server's own, since its place on the ring depends on it.
        func options(of server: String) -> String {
            stickyCookie == nil ? serverOptions : "id \(ServerName.number(server)) \(serverOptions)"
        }

        /// What a weight of 1 is for HAProxy: a server has so many places on the ring, times 16.
        var weightUnit: Int { stickyCookie == nil ? 1 : 16 }
    }

    var backends: [Backend] = []

    func backend(_ name: String) -> Backend? { backends.first { $0.name == name } }
}

extension Fragment {
    /// The text of the file.
    func text(_ style: Style) -> String {
        var lines = [
            "# Written by bluegreen gateway, which replaces it as a whole: what you change here is lost.",
            "# A disabled server is one that stands by.",
        ]
        for backend in backends {
            lines += ["", "backend \(backend.name)" + (style.defaults.map { " from \($0)" } ?? "")]
            if let cookie = style.stickyCookie {
                lines += ["    balance hash req.cook(\(cookie))", "    hash-type consistent"]
            }
            if let path = backend.healthPath {
                lines += [
                    "    option httpchk", "    http-check send meth GET uri \(path) hdr Host bluegreen",
                    "    http-check expect status 200-299",
                ]
            }
            lines += backend.servers.map { server in
                let state = server.isEnabled ? "" : " disabled"
                return "    server \(server.name) \(server.address) weight \(server.weight)"
                    + " \(style.options(of: server.name))\(state) # \(server.color)"
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Reads what ``text(_:)`` wrote; what it did not write is left out.
    init(parsing text: String) {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.first == "backend", words.count >= 2 {
                backends.append(Backend(name: String(words[1]), healthPath: nil, servers: []))
            } else if let last = backends.indices.last {
                if words.starts(with: ["http-check", "send", "meth", "GET", "uri"]), words.count > 5 {
                    backends[last].healthPath = String(words[5])
                } else if let server = Server(words) {
                    backends[last].servers.append(server)
                }
            }
        }
    }
}

extension Fragment.Server {
    fileprivate init?(_ words: [Substring]) {
        guard words.count >= 7, words[0] == "server", words[3] == "weight", let weight = Int(words[4]),
            words[words.count - 2] == "#", let color = words.last.flatMap({ Color(rawValue: String($0)) })
        else { return nil }
        self.init(
            name: String(words[1]), color: color, address: String(words[2]), weight: weight,
            isEnabled: words[words.count - 3] != "disabled")
    }
}
