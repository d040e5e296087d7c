import Eureka

extension RegistryPage {
    /// The whole document; well-formed XML as well as HTML.
    var html: String {
        let apps = listing.applications.map(AppSummary.init)
        let instances = apps.reduce(0) { $0 + $1.instances.count }
        let concerns = concerns
        var html = HTMLWriter(capacity: 16_384 + 1600 * min(instances, InstanceDetails.most))
        html.documentType()
        html.element(.html, .lang("en")) { html in
            html.element(.head) { html in
                html.void(.meta, [.utf8])
                html.void(.meta, [.name("viewport"), .content("width=device-width, initial-scale=1")])
                html.void(.meta, [.name("color-scheme"), .content("light dark")])
                html.element(.title, text: "\(concerns.verdict.word) – registry \(HTMLWriter.shortened(name))")
                html.void(.link, HTMLAttribute.styleSheet(PageStyle.relativePath))
            }
            html.element(.body) { html in
                html.element(.a, HTMLAttribute.href(.page(Verdict.id)) + [.class("skip")]) { $0.text("To the content") }
                header(&html)
                html.element(.main) { html in
                    Verdict(page: self, apps: apps, concerns: concerns).write(to: &html)
                    Tiles(page: self, apps: apps).write(to: &html)
                    html.element(.div, .class("pair")) { html in
                        section(.status, &html) { SystemStatus(page: self, apps: apps).write(to: &$0) }
                        section(.replicas, &html) { ReplicaTable(page: self).write(to: &$0) }
                    }
                    section(.instances, &html) { InstanceTable(apps: apps).write(to: &$0) }
                    section(.readers, &html) { ReaderTable(page: self).write(to: &$0) }
                    section(.details, &html) { InstanceDetails(apps: apps, now: now).write(to: &$0) }
                    section(.general, &html) { GeneralInfo(page: self, apps: apps).write(to: &$0) }
                    section(.leases, &html) { LeaseTables(page: self).write(to: &$0) }
                }
                footer(&html)
            }
        }
        return String(decoding: html.bytes, as: UTF8.self)
    }

    private func header(_ html: inout HTMLWriter) {
        html.element(.header) { html in
            html.element(.p, .class("brand")) { html in
                html.element(.span, .class("letter blue serving"), .hidden, text: "B")
                html.element(.span, .class("letter green serving"), .hidden, text: "G")
                html.text(" bluegreen registry ")
                html.foreign(name)
            }
            html.element(.nav, .label("Sections")) { html in
                html.element(.ul) { html in
                    for section in PageSection.allCases {
                        html.element(.li) { html in
                            html.link(.page(section.rawValue)) { $0.text(section.shortHeading) }
                        }
                    }
                }
            }
        }
    }

    private func section(
        _ section: PageSection, _ html: inout HTMLWriter, content: (inout HTMLWriter) -> Void
    ) {
        html.element(.section, .labelledBy(section.rawValue)) { html in
            html.element(.h2, .id(section.rawValue), text: section.heading)
            content(&html)
        }
    }

    private func footer(_ html: inout HTMLWriter) {
        html.element(.footer) { html in
            html.element(.p) { html in
                html.text("As of ")
                html.moment(now)
                html.text(
                    " UTC, revision \(readers.revision). Nothing here changes by itself: load the page again to see more."
                )
            }
        }
    }
}
