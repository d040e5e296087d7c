import Eureka
import Logging
import RolloutCore

/// Asks one registry for one app, and for who fetches from it; an unchanged answer costs little.
struct RegistryFollower: Sendable {
    let client: EurekaClient
    /// The registry's place among the board's.
    let index: Int
    let app: AppName
    let board: FactBoard
    let now: @Sendable () -> Timestamp
    let logger: Logger

    /// Reads the whole app once. An answer that was overtaken by a step of ours is dropped.
    ///
    /// - Parameter revision: what the registry is known to show already, if it tells.
    func refresh(at revision: Int64? = nil) async {
        let moment = ContinuousClock.now
        let (generation, tag) = board.read { ($0.registries[index].generation, $0.registries[index].tag) }
        do throws(EurekaError) {
            let reading = try await client.application(app.rawValue, ifChangedSince: tag)
            board.update { facts in
                guard facts.registries[index].generation == generation else { return false }
                return facts.registries[index].take(reading, askedAt: moment, at: revision)
            }
        } catch {
            fail(error)
        }
    }

    /// The registry shows nothing that is newer than what was read.
    func confirm(askedAt moment: ContinuousClock.Instant) {
        board.update { facts in
            facts.registries[index].confirm(askedAt: moment)
            return false
        }
    }

    /// Reads who fetches, for the gate between the two colors.
    func refreshReaders() async {
        do throws(EurekaError) {
            let listing = try await client.readers()
            let since = listing.flatMap { listsAllSince($0) }
            board.update { facts in
                facts.registries[index].readers = listing?.readers.map { Reader($0, of: app) }
                facts.registries[index].readersSince = since
                return false
            }
        } catch {
            fail(error)
        }
    }

    /// The registry's clock may be another one, so that only differences on it count.
    private func listsAllSince(_ listing: RegistryReaders) -> Timestamp? {
        guard let now = listing.now, let since = listing.since else { return nil }
        return self.now() + .milliseconds(since - now)
    }

    /// - Parameter isSaid: whether somebody has told it already.
    func fail(_ error: EurekaError, isSaid: Bool = false) {
        let why = error.message
        board.update { facts in
            guard facts.registries[index].failure != why else { return false }
            if !isSaid {
                logger.warning(
                    "A registry cannot be asked", metadata: [LogKeys.registry: "\(client)", LogKeys.error: "\(why)"])
            }
            facts.registries[index].failure = why
            facts.registries[index].tag = nil
            return true
        }
    }
}

extension Reader {
    /// What a reader has seen of one app; a gateway tells of each app that it is not done with.
    init(_ reader: RegistryReader, of app: AppName) {
        self.init(
            address: reader.address, userAgent: reader.userAgent, revision: reader.revision(of: app.rawValue),
            isGateway: reader.gateway, listedUntil: reader.listedUntil.map { Timestamp(milliseconds: $0) })
    }
}
