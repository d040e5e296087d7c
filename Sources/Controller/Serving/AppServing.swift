import Coordination
import Logging
import NIOConcurrencyHelpers
import RolloutCore
import ZooKeeper

/// Serves every app under one leadership: the one at the root, and each that is found below `/apps` for as long as it is
/// there. What goes wrong with one of them is its own affair.
struct AppServing: Sendable {
    let session: any ZooKeeperSession
    let rootApp: AppName
    let patience: SharedPatience
    let logger: Logger
    let makeReconciler: @Sendable (ZNodeLayout) -> Reconciler

    /// How long an app that could not be served is left alone before it is begun anew.
    static let restart: Duration = .seconds(2)

    private enum Event: Sendable {
        case directory
        /// The session is over, so that nothing more will be told of `/apps`.
        case deaf
        case ended(AppName)
    }

    /// Runs until it is cancelled, or throws `Deposed`.
    func run() async throws {
        let found = NIOLockedValueBox<AppDirectory?>(nil)
        let news = WakeSignal()
        try await withThrowingTaskGroup(of: Event.self) { group in
            group.addTask {
                await follow(found, news)
                return .deaf
            }
            let root = ZNodeLayout(app: rootApp, isRoot: true)
            group.addTask { try await serve(root, until: WakeSignal()) }
            group.addTask { await next(news) }
            var running: [AppName: WakeSignal] = [:]
            serving: while let event = try await group.next(), !Task.isCancelled {
                switch event {
                case .directory: group.addTask { await next(news) }
                case .ended(let app): running[app] = nil
                case .deaf: break serving
                }
                let wanted = found.withLockedValue { $0?.apps ?? [] }
                for app in wanted where running[app] == nil {
                    let stop = WakeSignal()
                    running[app] = stop
                    group.addTask { try await serve(ZNodeLayout(app: app, isRoot: false), until: stop) }
                }
                let names = Set(wanted)
                for (app, stop) in running where !names.contains(app) { stop.wake() }
            }
            group.cancelAll()
        }
    }

    private func next(_ news: WakeSignal) async -> Event {
        for await _ in news.calls { break }
        return .directory
    }

    private func follow(_ found: NIOLockedValueBox<AppDirectory?>, _ news: WakeSignal) async {
        var said: [String] = []
        for await children in session.observeChildren(of: ZNodeLayout.apps) {
            let directory = AppDirectory(
                names: (children?.names ?? []).map { ZNodePath.decoded($0) }, rootApp: rootApp)
            for fault in directory.faults where !said.contains(fault) {
                logger.warning("Not every app is served", metadata: [LogKeys.reason: "\(fault)"])
            }
            said = directory.faults
            found.withLockedValue { $0 = directory }
            news.wake()
        }
    }

    /// Begins anew after a failure that is the app's own.
    private func serve(_ layout: ZNodeLayout, until stop: WakeSignal) async throws -> Event {
        let app = layout.app
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in stop.calls { break } }
            group.addTask { try await serveRepeatedly(layout) }
            try await group.next()
            group.cancelAll()
        }
        guard !Task.isCancelled else { return .ended(app) }
        logger.notice("Leaving an app alone that is no longer there", metadata: [LogKeys.app: "\(app)"])
        return .ended(app)
    }

    private func serveRepeatedly(_ layout: ZNodeLayout) async throws {
        while !Task.isCancelled {
            do {
                try await makeReconciler(layout).run()
            } catch let error as Deposed {
                throw error
            } catch {
                guard !Task.isCancelled else { return }
                guard !patience.isOver else {
                    throw Deposed(description: "nothing could be done for \(SharedPatience.limit): \(error)")
                }
                logger.warning(
                    "An app could not be served and is begun anew",
                    metadata: [LogKeys.app: "\(layout.app)", LogKeys.error: "\(error)"])
            }
            try? await Task.sleep(for: Self.restart)
        }
    }
}
