import ZooKeeper

/// The znodes as one server has them. Nothing here depends on hash order.
struct ZNodeTree: Sendable {
    struct Node: Sendable {
        var data: [UInt8]?
        var owner: SessionID?
        var czxid: Int64 = 0
        var mzxid: Int64 = 0
        var pzxid: Int64 = 0
        var version: Int32 = 0
        var createdMilliseconds: Int64 = 0
        var modifiedMilliseconds: Int64 = 0
        /// Names in ascending order.
        var children: [String] = []
        /// Children ever created; the next sequential name is made of it.
        var createdChildren: Int32 = 0

        /// `cversion`: children created and children deleted.
        var childrenVersion: Int32 { createdChildren &* 2 &- Int32(truncatingIfNeeded: children.count) }

        var stat: ZNodeStat {
            ZNodeStat(
                czxid: czxid,
                mzxid: mzxid,
                pzxid: pzxid,
                version: ZNodeVersion(rawValue: version),
                ephemeralOwner: owner,
                childCount: children.count,
                dataLength: data?.count ?? 0,
                createdMilliseconds: createdMilliseconds,
                modifiedMilliseconds: modifiedMilliseconds
            )
        }
    }

    private var nodes: [ZNodePath: Node] = [.root: Node(data: [])]
    /// Paths of each session's ephemeral znodes in ascending order.
    private var ephemerals: [SessionID: [ZNodePath]] = [:]

    subscript(path: ZNodePath) -> Node? { nodes[path] }

    // MARK: What the leader checks

    /// The change that an operation makes, nil when it only looks.
    ///
    /// The order of the checks is the server's: it decides which error is told when several apply.
    func prepare(
        _ operation: Transaction.Operation,
        by session: SessionID
    ) throws(SimulatedEnsemble.Failure) -> ZNodeChange? {
        switch operation {
        case .create(let path, let data, let mode, _): return try prepareCreation(path, data, mode, session)
        case .set(let path, let data, let version):
            try check(path, version)
            return .set(path, data)
        case .delete(let path, let version):
            guard path != .root else { throw SimulatedEnsemble.Failure(.unexpected) }
            let node = try check(path, version)
            guard node.children.isEmpty else { throw SimulatedEnsemble.Failure(.notEmpty) }
            return .delete(path)
        case .check(let path, let version):
            try check(path, version)
            return nil
        }
    }

    private func prepareCreation(
        _ path: ZNodePath,
        _ data: [UInt8]?,
        _ mode: CreateMode,
        _ session: SessionID
    ) throws(SimulatedEnsemble.Failure) -> ZNodeChange {
        guard let parent = nodes[path.parent ?? .root] else { throw SimulatedEnsemble.Failure(.noNode) }
        let name = mode.isSequential ? Self.numbered(path, parent.createdChildren) : path
        guard nodes[name] == nil else { throw SimulatedEnsemble.Failure(.nodeExists) }
        guard parent.owner == nil else { throw SimulatedEnsemble.Failure(.noChildrenForEphemerals) }
        return .create(name, data, owner: mode.isEphemeral ? session : nil)
    }

    @discardableResult
    private func check(_ path: ZNodePath, _ version: ZNodeVersion?) throws(SimulatedEnsemble.Failure) -> Node {
        guard let node = nodes[path] else { throw SimulatedEnsemble.Failure(.noNode) }
        // -1 on the wire means any version.
        guard version == nil || version?.rawValue == -1 || version?.rawValue == node.version else {
            throw SimulatedEnsemble.Failure(.badVersion)
        }
        return node
    }

    private static func numbered(_ path: ZNodePath, _ number: Int32) -> ZNodePath {
        let digits = String(number)
        let text = path.rawValue + String(repeating: "0", count: max(0, 10 - digits.utf8.count)) + digits
        return (try? ZNodePath(validating: text)) ?? path
    }

    // MARK: What every server does

    /// Makes a change; answers what watches are told, in the server's order.
    mutating func apply(_ change: ZNodeChange, zxid: Int64, milliseconds: Int64) -> [ZNodeEvent] {
        switch change {
        case .create(let path, let data, let owner):
            let node = Node(
                data: data, owner: owner, czxid: zxid, mzxid: zxid, pzxid: zxid,
                createdMilliseconds: milliseconds, modifiedMilliseconds: milliseconds)
            return insert(node, at: path, zxid)
        case .set(let path, let data):
            nodes[path]?.data = data
            nodes[path]?.version &+= 1
            nodes[path]?.mzxid = zxid
            nodes[path]?.modifiedMilliseconds = milliseconds
            return [ZNodeEvent(.dataChanged, path)]
        case .delete(let path): return remove(path, zxid)
        case .end(let session):
            return (ephemerals[session] ?? []).flatMap { remove($0, zxid) }
        }
    }

    private mutating func insert(_ node: Node, at path: ZNodePath, _ zxid: Int64) -> [ZNodeEvent] {
        let parent = path.parent ?? .root
        nodes[path] = node
        nodes[parent]?.createdChildren &+= 1
        nodes[parent]?.pzxid = zxid
        nodes[parent]?.children.insertInOrder(path.name)
        if let owner = node.owner { ephemerals[owner, default: []].insertInOrder(path) }
        return [ZNodeEvent(.created, path), ZNodeEvent(.childrenChanged, parent)]
    }

    private mutating func remove(_ path: ZNodePath, _ zxid: Int64) -> [ZNodeEvent] {
        guard let node = nodes.removeValue(forKey: path) else { return [] }
        let parent = path.parent ?? .root
        nodes[parent]?.pzxid = zxid
        nodes[parent]?.children.removeInOrder(path.name)
        if let owner = node.owner {
            ephemerals[owner]?.removeInOrder(path)
            if ephemerals[owner]?.isEmpty == true { ephemerals[owner] = nil }
        }
        return [ZNodeEvent(.deleted, path), ZNodeEvent(.childrenChanged, parent)]
    }
}

extension CreateMode {
    var isSequential: Bool { self == .persistentSequential || self == .ephemeralSequential }
    var isEphemeral: Bool { self == .ephemeral || self == .ephemeralSequential }
}

/// Arrays in ascending order, without repetitions.
extension Array where Element: Comparable {
    private func place(of element: Element) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < element { low = middle + 1 } else { high = middle }
        }
        return low
    }

    fileprivate mutating func insertInOrder(_ element: Element) {
        let place = place(of: element)
        if place == count || self[place] != element { insert(element, at: place) }
    }

    fileprivate mutating func removeInOrder(_ element: Element) {
        let place = place(of: element)
        if place < count, self[place] == element { remove(at: place) }
    }
}
