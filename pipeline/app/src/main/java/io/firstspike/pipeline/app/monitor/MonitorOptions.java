package io.firstspike.pipeline.app.monitor;

import io.firstspike.pipeline.app.server.ServerAddress;
import io.firstspike.pipeline.app.watch.Health;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of the server for metrics and health of an embedded job. */
public final class MonitorOptions {

  @Option(
      names = "--monitor-port",
      paramLabel = "N",
      description =
          "Serve /metrics for Prometheus and /health for probes at this TCP port, 1 to 65,535, or 0"
              + " for a free one (default: neither).")
  private Integer port;

  @Option(
      names = "--monitor-address",
      paramLabel = "ADDRESS",
      description =
          "The address that --monitor-port is opened on: 0.0.0.0 in a container (default: "
              + ServerAddress.LOOPBACK
              + ", this machine alone).")
  private String address;

  /**
   * Opens the server, if the user wants one.
   *
   * @param health the job's health
   * @throws InputException if it cannot listen there
   */
  public Optional<MonitorServer> open(Health health) {
    if (port == null) {
      if (address != null) {
        throw new InputException("--monitor-address needs --monitor-port");
      }
      return Optional.empty();
    }
    ServerAddress where =
        ServerAddress.of(
            "--monitor-port",
            port,
            "--monitor-address",
            address == null ? ServerAddress.LOOPBACK : address);
    try {
      return Optional.of(MonitorServer.open(where.socket(), health));
    } catch (IOException e) {
      throw where.refused(e);
    }
  }
}
