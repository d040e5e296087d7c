# syntax=docker/dockerfile:1
# bluegreen in one image: built by Swift 6.3 on Debian 12, run on plain Debian 12 by a user without rights.

FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libzookeeper-mt-dev zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY Package.swift ./
RUN swift package resolve
COPY Sources ./Sources
RUN swift build --configuration release --product bluegreen \
    && install --strip -D "$(swift build --configuration release --show-bin-path)/bluegreen" /staging/usr/bin/bluegreen \
    && mkdir -p /staging/usr/lib/swift/linux \
    && cp /usr/lib/swift/linux/*.so* /staging/usr/lib/swift/linux/

FROM debian:bookworm-slim AS bluegreen
# libxml2: FoundationXML reads Eureka's XML with it. ca-certificates: for registries behind TLS.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates libstdc++6 libxml2 libzookeeper-mt2 zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --user-group --uid 10001 --no-create-home --shell /usr/sbin/nologin bluegreen \
    # Where a gateway writes the file and finds the socket of an HAProxy that shares them.
    && install --directory --owner bluegreen --group bluegreen /etc/haproxy/bluegreen.d /run/haproxy
COPY --from=build /staging/ /
USER bluegreen
ENTRYPOINT ["/usr/bin/bluegreen"]
CMD ["--help"]

# The image of the sample instances: the same, with a small HTTP server for the agent to run.
FROM bluegreen AS sample
USER root
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3 \
    && rm -rf /var/lib/apt/lists/* \
    && mkdir /srv/sample \
    && echo "a sample instance" > /srv/sample/index.html
USER bluegreen
WORKDIR /srv/sample

# What `docker build .` makes.
FROM bluegreen
