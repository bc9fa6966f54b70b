package io.firstspike.pipeline.app.monitor;

import io.firstspike.pipeline.app.watch.Health;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.Ranges;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of the server for metrics and health of an embedded job. */
public final class MonitorOptions {

  private static final String LOOPBACK = "127.0.0.1";

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
              + LOOPBACK
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
    Ranges.require("--monitor-port", port, 0, 65_535);
    String where = address == null ? LOOPBACK : address;
    try {
      InetSocketAddress socket = new InetSocketAddress(InetAddress.getByName(where), port);
      return Optional.of(MonitorServer.open(socket, health));
    } catch (UnknownHostException e) {
      throw new InputException(
          "--monitor-address " + where + " is no address of a machine: give one of this one's", e);
    } catch (IOException e) {
      throw new InputException(
          "--monitor-port "
              + port
              + " cannot be opened on "
              + where
              + " ("
              + e.getMessage()
              + "): stop what uses it, or give another port (0: a free one), or another"
              + " --monitor-address",
          e);
    }
  }
}
