import AsyncHTTPClient
import Eureka
import Foundation
import NIOCore
import NIOHTTP1
import RolloutCore

/// A step as it is told to the instance itself: `POST /eureka/setStatus`, as the original system does.
struct InstanceOrder {
    let change: StatusChange
    let endpoint: Endpoint
    let epoch: Int64
    /// For an instance, or the agent beside it, that asks for one.
    let credential: BasicCredential?

    var request: HTTPClientRequest {
        var request = HTTPClientRequest(url: "http://\(endpoint)/eureka/setStatus")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.headers.add(name: "X-Bluegreen-Epoch", value: "\(epoch)")
        if let credential { request.headers.add(name: "Authorization", value: credential.header) }
        let id = change.instance.rawValue.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        request.body = .bytes(ByteBuffer(string: "instanceId=\(id)&status=\(change.status.rawValue)"))
        return request
    }
}
