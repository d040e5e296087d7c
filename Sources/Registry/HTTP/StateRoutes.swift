import Eureka
import HTTPTypes
import Hummingbird
import Logging
import ServiceLifecycle

/// What our own programs ask beyond Eureka's protocol: how the registry is, what is newer, who reads.
struct StateRoutes: Sendable {
    let book: RegistryBook

    /// How long `watch` waits unless asked otherwise, and at most. Less than a connection may stay silent.
    private static let wait: Duration = .seconds(30)
    private static let longestWait: Duration = .seconds(60)

    /// `GET /registry/readers`
    @Sendable
    func readers(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        let readers = book.readers
        return .document(ByteBuffer(bytes: readers.encoded()), .json, revision: readers.revision)
    }

    /// `DELETE /registry/readers/{address}`: somebody who knows them says that these readers are gone.
    ///
    /// For this replica only. Whoever is there after all is a reader again with its next fetch.
    @Sendable
    func forget(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        let address = request.parameter("address", context)
        let count = book.forgetReaders(address: address)
        guard count > 0 else { return .empty(.notFound) }
        book.logger.warning(
            "Readers were forgotten",
            metadata: [
                "reader": "\(address)", LogKeys.count: "\(count)", LogKeys.address: "\(context.remoteAddress)",
            ])
        return .empty(.noContent)
    }

    /// `GET /registry/state`
    @Sendable
    func state(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        let state = RegistryState(book)
        return .document(ByteBuffer(bytes: state.encoded()), .json, revision: state.revision)
    }

    /// `GET /registry/watch?revision=N[&seconds=S]`: answers 200 as soon as there is something newer, else 204.
    ///
    /// A gateway that asks says by it what it has applied: `N`, or, with `applied` and `held`, what an
    /// `Acknowledgement` holds.
    @Sendable
    func watch(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        let query = request.queryPairs
        guard let known = query["revision"].flatMap({ Int64($0) }) else { return .empty(.badRequest) }
        var patience = Self.wait
        if let text = query["seconds"] {
            guard let seconds = Int(text), seconds >= 0 else { return .empty(.badRequest) }
            patience = min(.seconds(seconds), Self.longestWait)
        }
        if request.headers[.bluegreenClient] == ClientRole.gateway.rawValue {
            let reader = MemoryRequest(request, context).reader(book.configuration)
            let applied = Acknowledgement(query) ?? Acknowledgement(revision: known)
            book.fetched(reader, revision: applied.revision, isGateway: true, held: applied.held)
        }
        guard let news = book.changes.listen() else { return .empty(.serviceUnavailable) }
        guard await book.isNewer(than: known, news, within: patience) else {
            return .empty(.noContent, revision: book.revision)
        }
        return try await state(request, context)
    }
}

extension RegistryBook {
    /// Waits for a revision beyond the one known; false when there is none in time.
    func isNewer(than known: Int64, _ news: AsyncStream<Void>, within patience: Duration) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                if self.revision > known { return true }
                for await _ in news.cancelOnGracefulShutdown() where self.revision > known { return true }
                return false
            }
            group.addTask {
                try? await Task.sleep(for: patience, clock: .continuous)
                return self.revision > known
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }
}
