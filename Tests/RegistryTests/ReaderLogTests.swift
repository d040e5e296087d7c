import Eureka
import Testing

@testable import Registry

@Suite("Who reads the registry, and how often")
struct ReaderLogTests {
    let spring = ReaderLog.Key(address: "10.0.0.9", userAgent: "Java-EurekaClient/v1.10")

    @Test("A client that fetches every minute is listed all the time once it has fetched twice")
    func rareFetches() {
        var log = ReaderLog()
        for second in Int64(0)...300 {
            let now = second * 1000
            if second % 60 == 0 { log.fetched(spring, revision: second, isGateway: false, now: now) }
            log.forgetAged(now: now)
            guard second >= 60 else { continue }
            #expect(log.current(now: now).map(\.intervalMilliseconds) == [60_000])
        }
    }

    @Test("A client that stopped is not listed for long, and forgotten in the end")
    func stopped() {
        var log = ReaderLog()
        log.fetched(spring, revision: 1, isGateway: false, now: 0)
        log.fetched(spring, revision: 1, isGateway: false, now: 2000)
        #expect(log.count(now: 37_000) == 1)
        #expect(log.current(now: 37_001).isEmpty && log.count(now: 37_001) == 0)
        log.forgetAged(now: 700_000)
        log.fetched(spring, revision: 2, isGateway: false, now: 700_000)
        #expect(log.current(now: 700_000).map(\.fetches) == [1])
    }

    @Test(
        "Somebody who looks now and then is not taken for a client that fetches seldom", arguments: [61, 91, 300, 599])
    func curious(gap: Int64) {
        var log = ReaderLog()
        for look in 0..<5 {
            let now = Int64(look) * gap * 1000
            log.fetched(spring, revision: 1, isGateway: false, now: now)
            let limit = look > 0 && gap <= 90 ? 90_000 : ReaderLog.shortestAge + ReaderLog.grace
            #expect(log.current(now: now).map(\.listedUntil) == [now + limit])
            #expect(log.count(now: now + limit) == 1 && log.count(now: now + limit + 1) == 0)
            log.forgetAged(now: now + limit + 1)
        }
    }

    @Test("Where clients fetch every few minutes, and that is configured, they are listed all the time")
    func configured() {
        var log = ReaderLog(longestSilence: 400_000)
        for second in Int64(0)...1200 {
            let now = second * 1000
            if second % 300 == 0 { log.fetched(spring, revision: second, isGateway: false, now: now) }
            log.forgetAged(now: now)
            if second >= 300 { #expect(log.count(now: now) == 1) }
        }
    }

    @Test("While there are more than can be listed, and for a round afterwards, the log says that it does not list all")
    func overflow() {
        var log = ReaderLog()
        for second in Int64(0)...10 {
            for number in 0..<ReaderLog.maximumReaders {
                let key = ReaderLog.Key(address: "10.1.\(number / 256).\(number % 256)", userAgent: "curl")
                log.fetched(key, revision: 1, isGateway: false, now: second * 1000)
            }
            #expect(log.listsAllSince == nil)
        }
        log.fetched(spring, revision: 1, isGateway: false, now: 10_000)
        #expect(log.count(now: 10_000) == ReaderLog.maximumReaders)
        #expect(log.listsAllSince == 10_000 + ReaderLog.shortestAge + ReaderLog.grace)
    }

    @Test("Readers are told of with the moment from which on all are listed")
    func since() {
        let book = RegistryBook.standalone()
        let start = book.readers.since ?? 0
        for number in 0...ReaderLog.maximumReaders {
            let key = ReaderLog.Key(address: "10.1.\(number / 256).\(number % 256)", userAgent: "curl")
            book.fetched(key, revision: 1, isGateway: false)
        }
        let readers = book.readers
        #expect(readers.readers.count == ReaderLog.maximumReaders)
        #expect((readers.since ?? 0) >= start + ReaderLog.shortestAge && (readers.since ?? 0) > (readers.now ?? .max))
    }

    @Test("Those who stopped make room for those who fetch")
    func full() {
        var log = ReaderLog()
        for number in 0..<ReaderLog.maximumReaders {
            let key = ReaderLog.Key(address: "10.1.\(number / 256).\(number % 256)", userAgent: "curl")
            log.fetched(key, revision: 1, isGateway: false, now: 0)
        }
        log.fetched(spring, revision: 1, isGateway: false, now: 60_000)
        #expect(log.current(now: 60_000).map(\.address) == ["10.0.0.9"])
    }
}
