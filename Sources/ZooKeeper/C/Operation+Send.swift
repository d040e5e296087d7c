import CZooKeeper

extension Operation {
    /// Serialises the operation into the library's send queue. Never blocks on the network.
    func send(_ zh: OpaquePointer, _ request: Request, _ context: UnsafeRawPointer) -> Int32 {
        switch self {
        case .get(let path, let watch):
            return zoo_aget(zh, path.rawValue, watch ? 1 : 0, dataCompleted, context)
        case .exists(let path, let watch):
            return zoo_aexists(zh, path.rawValue, watch ? 1 : 0, statCompleted, context)
        case .children(let path, let watch):
            return zoo_aget_children2(zh, path.rawValue, watch ? 1 : 0, childrenCompleted, context)
        case .create(let path, let data, let mode, let acl):
            let list = AccessControlBuffer(acl)
            return withExtendedLifetime(list) {
                Self.withBytes(data) { bytes, length in
                    zoo_acreate(zh, path.rawValue, bytes, length, list.vector, mode.flags, stringCompleted, context)
                }
            }
        case .set(let path, let data, let version):
            return Self.withBytes(data) { bytes, length in
                zoo_aset(zh, path.rawValue, bytes, length, version.orAny, statCompleted, context)
            }
        case .delete(let path, let version):
            return zoo_adelete(zh, path.rawValue, version.orAny, voidCompleted, context)
        case .sync(let path):
            return zoo_async(zh, path.rawValue, stringCompleted, context)
        case .multi:
            guard let buffers = request.transaction else { return ZBADARGUMENTS.rawValue }
            return bgzk_amulti(
                zh, Int32(buffers.count), buffers.operations, buffers.results, transactionCompleted, context
            )
        }
    }

    /// NULL data is (nil, -1); empty data is (some pointer, 0).
    private static func withBytes(
        _ data: [UInt8]?,
        _ body: (UnsafePointer<CChar>?, Int32) -> Int32
    ) -> Int32 {
        guard let data else { return body(nil, -1) }
        if data.isEmpty { return body("", 0) }
        return data.withUnsafeBytes { body($0.bindMemory(to: CChar.self).baseAddress, Int32($0.count)) }
    }
}
