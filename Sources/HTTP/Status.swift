// The few statuses that a server of reads answers.

package enum HTTPStatus: Int, CaseIterable {
    case ok = 200
    case notModified = 304
    case badRequest = 400
    case unauthorized = 401
    case forbidden = 403
    case notFound = 404
    case methodNotAllowed = 405
    case requestTimeout = 408
    case contentTooLarge = 413
    case targetTooLong = 414
    case expectationFailed = 417
    case headersTooLarge = 431
    case unavailable = 503
    case versionNotSupported = 505

    package var phrase: String {
        switch self {
        case .ok: "OK"
        case .notModified: "Not Modified"
        case .badRequest: "Bad Request"
        case .unauthorized: "Unauthorized"
        case .forbidden: "Forbidden"
        case .notFound: "Not Found"
        case .methodNotAllowed: "Method Not Allowed"
        case .requestTimeout: "Request Timeout"
        case .contentTooLarge: "Content Too Large"
        case .targetTooLong: "URI Too Long"
        case .expectationFailed: "Expectation Failed"
        case .headersTooLarge: "Request Header Fields Too Large"
        case .unavailable: "Service Unavailable"
        case .versionNotSupported: "HTTP Version Not Supported"
        }
    }
}

/// Why a request is not answered as it was meant: a status, and a sentence that says what to do.
package struct HTTPRefusal: Error, Equatable {
    package let status: HTTPStatus
    package let text: String

    package init(_ status: HTTPStatus, _ text: String) {
        self.status = status
        self.text = text
    }

    static func bad(_ text: String) -> HTTPRefusal { HTTPRefusal(.badRequest, text) }
}
