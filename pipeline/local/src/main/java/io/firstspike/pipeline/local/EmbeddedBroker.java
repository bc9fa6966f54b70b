package io.firstspike.pipeline.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.internals.FatalExitError;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker of one node in this JVM, for laptops and tests. It is reachable only from this
 * machine, keeps one copy of the data, and has no encryption and no passwords unless its settings
 * ask for them.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final String CLIENTS = "CLIENTS";
  private static final String CONTROLLER = "CONTROLLER";
  private static final int NODE = 1;
  private static final Duration TO_STOP = Duration.ofSeconds(30);

  /**
   * Options of a broker.
   *
   * @param port the port for clients, or 0 for a free one
   * @param dataFolder the folder that keeps records between starts; empty for a temporary folder
   *     that is deleted on close
   * @param settings broker settings that are added to those chosen here or replace them, such as
   *     {@code listener.security.protocol.map}; clients use the listener {@value
   *     EmbeddedBroker#CLIENTS}
   */
  public record Options(int port, Optional<Path> dataFolder, Map<String, String> settings) {

    /** Options with a free port and a temporary folder. */
    public static final Options TEMPORARY = new Options(0, Optional.empty());

    /** Makes options without further settings. */
    public Options(int port, Optional<Path> dataFolder) {
      this(port, dataFolder, Map.of());
    }

    public Options {
      settings = Map.copyOf(settings);
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("a port is 1 to 65535, or 0 for a free one: " + port);
      }
    }
  }

  private final KafkaRaftServer server;
  private final int port;
  private final DataFolder folder;
  private final AtomicBoolean died;

  private EmbeddedBroker(KafkaRaftServer server, int port, DataFolder folder, AtomicBoolean died) {
    this.server = server;
    this.port = port;
    this.folder = folder;
    this.died = died;
  }

  /**
   * Starts a broker and returns when it takes requests, in about 3 s.
   *
   * @throws IOException when the port is taken, the folder cannot be written, or another broker
   *     uses it
   */
  public static EmbeddedBroker start(Options options) throws IOException {
    DataFolder folder = DataFolder.open(options.dataFolder());
    KafkaRaftServer server = null;
    try {
      int[] ports = ports(options.port());
      format(folder.path());
      Properties settings = settings(ports, folder.path(), options.dataFolder().isPresent());
      settings.putAll(options.settings());
      AtomicBoolean died = surviveItsDeath();
      server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
      server.startup();
      return new EmbeddedBroker(server, ports[0], folder, died);
    } catch (IOException | RuntimeException e) {
      stop(server);
      folder.close();
      throw e;
      // Kafka's classes cannot load in a JVM that is ending
    } catch (FatalExitError | LinkageError e) {
      stop(server);
      folder.close();
      throw new IOException("the broker has died while it started", e);
    }
  }

  /**
   * Prevents Kafka from ending this JVM without a message or cleaning up when it cannot go on: only
   * the thread that notices the failure ends. Kafka has one such hook per JVM; of several brokers
   * the one that was started last counts as dead then.
   */
  private static AtomicBoolean surviveItsDeath() {
    AtomicBoolean died = new AtomicBoolean();
    Exit.Procedure end =
        (code, message) -> {
          died.set(true);
          // Otherwise the thread would print its stack trace on the user's terminal.
          Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> {});
          throw new FatalExitError(code == 0 ? 1 : code);
        };
    Exit.setExitProcedure(end);
    Exit.setHaltProcedure(end);
    return died;
  }

  /** Whether the broker has found that it cannot go on; its log tells the reason. */
  public boolean died() {
    return died.get();
  }

  /** The address for clients, HOST:PORT. */
  public String bootstrapServers() {
    return LOOPBACK + ":" + port;
  }

  /** The folder of the records. */
  public Path folder() {
    return folder.path();
  }

  /** Kafka settings for clients of this broker: the bootstrap servers; a fresh copy. */
  public Properties clientProperties() {
    Properties client = new Properties();
    client.setProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    return client;
  }

  /** Stops the broker, waits until it has stopped, and deletes a temporary folder. */
  @Override
  public void close() {
    stop(server);
    folder.close();
  }

  /**
   * Stops a server, with a limit on the wait: a dead one may wait for threads that no longer exist.
   */
  private static void stop(KafkaRaftServer server) {
    if (server == null) {
      return;
    }
    Thread stopping =
        new Thread(
            () -> {
              server.shutdown();
              server.awaitShutdown();
            },
            "firstspike-broker-stop");
    stopping.setDaemon(true);
    stopping.start();
    boolean interrupted = false;
    long deadline = System.nanoTime() + TO_STOP.toNanos();
    while (stopping.isAlive() && System.nanoTime() - deadline < 0) {
      try {
        stopping.join(TO_STOP.toMillis());
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (stopping.isAlive()) {
      LOG.warn("the broker does not stop within {} s", TO_STOP.toSeconds());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Chooses a port for clients and one for the controller, and checks that they are free: Kafka
   * would end the JVM on a conflict.
   */
  private static int[] ports(int wanted) throws IOException {
    InetAddress loopback = InetAddress.getByName(LOOPBACK);
    try (ServerSocket clients = new ServerSocket(wanted, 1, loopback);
        ServerSocket controller = new ServerSocket(0, 1, loopback)) {
      return new int[] {clients.getLocalPort(), controller.getLocalPort()};
    } catch (IOException e) {
      throw new IOException(
          "cannot listen on "
              + LOOPBACK
              + ":"
              + wanted
              + " ("
              + e.getMessage()
              + "): stop what does, or choose another port",
          e);
    }
  }

  private static void format(Path folder) throws IOException {
    if (Files.exists(folder.resolve("meta.properties"))) {
      return;
    }
    try {
      new Formatter()
          .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
          .setNodeId(NODE)
          .setClusterId(Uuid.randomUuid().toString())
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setControllerListenerName(CONTROLLER)
          .setMetadataLogDirectory(folder.toString())
          .addDirectory(folder.toString())
          .run();
    } catch (Exception e) { // as declared by Formatter.run
      throw new IOException("cannot prepare " + folder + " for a broker: " + e.getMessage(), e);
    }
  }

  /**
   * The silence after which a broker counts as gone, and no topic can be made. After a crash the
   * next broker on the same folder waits that long, by default 9 s. A temporary folder has no next
   * broker, and a machine that stalls for a while is no failure.
   */
  private static Duration silence(boolean kept) {
    return kept ? Duration.ofSeconds(3) : Duration.ofMinutes(10);
  }

  private static Properties settings(int[] ports, Path folder, boolean kept) {
    Properties settings = new Properties();
    settings.setProperty("process.roles", "broker,controller");
    settings.setProperty("node.id", Integer.toString(NODE));
    settings.setProperty("controller.quorum.voters", NODE + "@" + LOOPBACK + ":" + ports[1]);
    settings.setProperty("controller.listener.names", CONTROLLER);
    String clients = CLIENTS + "://" + LOOPBACK + ":" + ports[0];
    settings.setProperty(
        "listeners", clients + "," + CONTROLLER + "://" + LOOPBACK + ":" + ports[1]);
    settings.setProperty("advertised.listeners", clients);
    settings.setProperty("inter.broker.listener.name", CLIENTS);
    settings.setProperty(
        "listener.security.protocol.map", CLIENTS + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
    settings.setProperty("log.dir", folder.toString());
    settings.setProperty("auto.create.topics.enable", "false");
    settings.setProperty("offsets.topic.replication.factor", "1");
    settings.setProperty("offsets.topic.num.partitions", "1");
    settings.setProperty("transaction.state.log.replication.factor", "1");
    settings.setProperty("transaction.state.log.num.partitions", "1");
    settings.setProperty("transaction.state.log.min.isr", "1");
    settings.setProperty("transaction.max.timeout.ms", "3600000");
    settings.setProperty("group.initial.rebalance.delay.ms", "0");
    settings.setProperty("broker.heartbeat.interval.ms", "1000");
    settings.setProperty("broker.session.timeout.ms", Long.toString(silence(kept).toMillis()));
    settings.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
    // Producers may stamp records with event times of any age: records are deleted by size, not by
    // age.
    settings.setProperty("log.retention.ms", "-1");
    settings.setProperty("log.retention.bytes", Long.toString(4L << 30));
    return settings;
  }
}
