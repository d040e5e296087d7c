import CZooKeeper

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An access control list in the library's form. Owns its memory.
///
/// `@unchecked Sendable`: the memory is written in `init` and freed in `deinit`, and only read between.
final class AccessControlBuffer: @unchecked Sendable {
    let vector: UnsafeMutablePointer<ACL_vector>
    private let entries: UnsafeMutablePointer<ACL>
    private let count: Int

    init(_ list: AccessControlList) {
        count = list.entries.count
        entries = .allocate(capacity: max(count, 1))
        vector = .allocate(capacity: 1)
        for (index, entry) in list.entries.enumerated() {
            let id = Id(scheme: strdup(entry.scheme), id: strdup(entry.id))
            (entries + index).initialize(to: ACL(perms: entry.permissions.rawValue, id: id))
        }
        vector.initialize(to: ACL_vector(count: Int32(count), data: entries))
    }

    deinit {
        for index in 0..<count {
            free(entries[index].id.scheme)
            free(entries[index].id.id)
        }
        entries.deallocate()
        vector.deallocate()
    }
}
