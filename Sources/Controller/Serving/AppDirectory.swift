import RolloutCore

/// Which apps are served: the one at the root, and those below `/apps` whose names can be apps' names.
struct AppDirectory: Hashable, Sendable {
    /// In alphabetical order, without the one at the root.
    let apps: [AppName]
    /// Why a znode below `/apps` is left alone, one sentence each.
    let faults: [String]

    /// More apps than this are left alone.
    static let limit = 500
    private static let longestName = 100

    /// - Parameter names: as they are below `/apps`, decoded.
    init(names: [String], rootApp: AppName, limit: Int = Self.limit) {
        var apps: [AppName] = []
        var faults: [String] = []
        for name in names.sorted() {
            if let fault = Self.fault(in: name, rootApp: rootApp) {
                faults.append("/apps/\(Self.printable(name)) is left alone: \(fault)")
            } else {
                apps.append(AppName(rawValue: name))
            }
        }
        if apps.count > limit {
            faults.append(
                "\(apps.count) apps are more than the \(limit) that are served: "
                    + "\(apps[limit]) and all after it are left alone")
        }
        self.apps = Array(apps.prefix(limit))
        self.faults = faults
    }

    private static func fault(in name: String, rootApp: AppName) -> String? {
        guard name.lowercased() != rootApp.rawValue.lowercased() else { return "\(rootApp) is the app at the root" }
        guard name.utf8.count <= longestName else { return "its name is longer than \(longestName) characters" }
        guard let first = name.unicodeScalars.first, isAlphanumeric(first) else {
            return "its name does not begin with a letter or a digit"
        }
        guard name.unicodeScalars.allSatisfy({ isAlphanumeric($0) || ["-", "_", "."].contains($0) }) else {
            return "a name has letters, digits, dots and hyphens only"
        }
        // The registry spells names in no particular case, so that two of them would be the same app.
        guard name == name.lowercased() else { return "names are lower-case here, so write \(name.lowercased())" }
        return nil
    }

    private static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: false
        }
    }

    private static func printable(_ name: String) -> String {
        name.unicodeScalars.prefix(40).map { $0.escaped(asASCII: true) }.joined()
    }
}
