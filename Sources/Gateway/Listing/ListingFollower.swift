import Eureka
import Logging

/// Follows one registry by long poll, another one when it does not answer, and tells it what the proxy has applied.
struct ListingFollower: Sendable {
    let clients: [EurekaClient]
    let apps: [String]
    let healthPath: String?
    let board: any ListingBoard
    /// Told whether a registry answers.
    let hears: @Sendable (Bool) -> Void
    let logger: Logger

    /// How long a poll waits for news; it is repeated at once.
    static let patience: Duration = .seconds(5)
    /// Between two tries of registries that do not answer.
    static let pause: Duration = .milliseconds(500)
    /// How often a genuine Eureka is asked, which tells no news.
    static let interval: Duration = .seconds(1)
    /// Changes that come this close together are read together.
    static let gathering: Duration = .milliseconds(5)

    func run() async {
        var index = 0
        var known: Int64 = -1
        var said: String?
        while !Task.isCancelled {
            let client = clients[index]
            do throws(EurekaError) {
                try await poll(client, index, &known)
                if said != nil {
                    logger.notice("The registry answers again", metadata: [LogKeys.registry: "\(client)"])
                }
                said = nil
                hears(true)
            } catch {
                guard !Task.isCancelled else { return }
                hears(false)
                if said != error.message {
                    logger.warning(
                        "The registry cannot be asked; the proxy stays as it is",
                        metadata: [LogKeys.registry: "\(client)", LogKeys.reason: "\(error.message)"])
                }
                said = error.message
                index = (index + 1) % clients.count
                known = -1
                try? await Task.sleep(for: Self.pause, clock: .continuous)
            }
        }
    }

    /// Waits for news, or until there is more to acknowledge, and reads what is new.
    private func poll(_ client: EurekaClient, _ index: Int, _ known: inout Int64) async throws(EurekaError) {
        switch try await news(from: client, index, beyond: known) {
        case .toAcknowledge: return
        case .revision(known): return
        case .revision(let revision):
            try? await Task.sleep(for: Self.gathering, clock: .continuous)
            board.take(Listing(registry: index, revision: revision, apps: try await read(client)))
            known = revision
        case .untold:
            board.take(Listing(registry: index, revision: nil, apps: try await read(client)))
            try? await Task.sleep(for: Self.interval, clock: .continuous)
        }
    }

    private enum News: Sendable {
        case revision(Int64)
        case toAcknowledge
        /// The server tells no revisions.
        case untold
    }

    private func news(
        from client: EurekaClient, _ index: Int, beyond known: Int64
    ) async throws(EurekaError) -> News {
        // Revisions of one registry say nothing to another.
        let told = known < 0 ? nil : board.acknowledgement
        let result = await withTaskGroup(of: Result<News, EurekaError>.self) { group in
            group.addTask {
                do throws(EurekaError) {
                    let revision = try await client.revision(
                        beyond: known, within: Self.patience,
                        acknowledging: told ?? Acknowledgement(revision: -1))
                    return .success(revision.map { .revision($0) } ?? .untold)
                } catch {
                    return .failure(error)
                }
            }
            if known >= 0 {
                group.addTask {
                    await board.awaitAcknowledgement(otherThan: told)
                    return .success(.toAcknowledge)
                }
            }
            defer { group.cancelAll() }
            return await group.next() ?? .success(.toAcknowledge)
        }
        return try result.get()
    }

    /// The apps with managed instances; one that does not exist is left out.
    private func read(_ client: EurekaClient) async throws(EurekaError) -> [ListedApp] {
        var listed: [ListedApp] = []
        if apps.isEmpty {
            listed = try await client.applications().applications.map {
                ListedApp(name: $0.name, instances: $0.instances, healthPath: healthPath)
            }
        }
        for app in apps {
            guard case .changed(let instances, _, _) = try await client.application(app) else { continue }
            listed.append(ListedApp(name: app, instances: instances, healthPath: healthPath))
        }
        return listed.filter { !$0.servers.isEmpty || !$0.unreachable.isEmpty }.sorted { $0.name < $1.name }
    }
}
