import Eureka
import NIOCore
import Testing

@testable import Registry

@Suite("What is kept of the answers")
struct AnswerCacheTests {
    private func key(_ listing: AnswerCache.Listing, isCompressed: Bool = false) -> AnswerCache.Key {
        AnswerCache.Key(listing: listing, format: .json, form: .full, isCompressed: isCompressed)
    }

    private let stamp = AnswerCache.Stamp(generation: 1)

    @Test("Is limited in bytes, whatever is asked for")
    func bytes() {
        let cache = AnswerCache(maximumBytes: 1000)
        for number in 0..<100 {
            let body = cache.body(key(.app("\(number)")), stamp) { [UInt8](repeating: 7, count: 300) }
            #expect(body.bytes.readableBytes == 300)
            #expect(cache.size <= 1000)
        }
        // A newer answer takes the place of the older one.
        for generation in Int64(2)...9 {
            _ = cache.body(key(.app("99")), .init(generation: generation)) { [1, 2, 3] }
        }
        #expect(cache.size <= 303)
        let whole = cache.body(key(.everything), stamp) { [UInt8](repeating: 7, count: 1001) }
        #expect(whole.bytes.readableBytes == 1001 && cache.size <= 303)
    }

    @Test("Of an address that reaches a color only the usual spelling is kept")
    func spellings() {
        let cache = AnswerCache()
        for address in ["Orders-blue", "oRders-blue", "ORDERS-blue"] {
            _ = cache.body(key(.vip(address, isSecure: false)), stamp) { [1] }
        }
        #expect(cache.size == 0)
        _ = cache.body(key(.vip("orders-blue", isSecure: false)), stamp) { [1] }
        _ = cache.body(key(.vip("Orders", isSecure: false)), stamp) { [1] }
        #expect(cache.size == 2)
    }

    @Test("Says of each answer whether it is compressed")
    func compression() {
        let cache = AnswerCache()
        let plain = [UInt8](repeating: 7, count: 300)
        let body = cache.body(key(.everything, isCompressed: true), stamp) { plain }
        #expect(body.isCompressed && Gzip.decompressed(Array(body.bytes.readableBytesView), upTo: 1000) == plain)
        #expect(!cache.body(key(.everything), stamp) { plain }.isCompressed)
    }
}
