package io.firstspike.pipeline.app.watch;

import io.firstspike.pipeline.local.EmbeddedBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/**
 * Collects the failures that Flink and Kafka log. Only their logs tell why a checkpoint failed,
 * that a transaction was lost, and why a broker ends its JVM.
 */
public final class LoggedFailures implements AutoCloseable {

  /** The largest number of failures that are kept; the oldest are dropped. */
  private static final int MOST = 100;

  /**
   * A failure that was logged.
   *
   * @param logger the name of the class that logged it
   * @param message the logged message
   * @param cause the logged exception, if any
   */
  public record Failure(String logger, String message, Optional<Throwable> cause) {}

  private final Collector collector;
  private final List<LoggerConfig> loggers;

  private LoggedFailures(Collector collector, List<LoggerConfig> loggers) {
    this.collector = collector;
    this.loggers = loggers;
  }

  /**
   * Begins to collect.
   *
   * @param level the lowest level that counts
   * @param names the names of the loggers, classes or packages
   */
  static LoggedFailures listen(Level level, List<String> names) {
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    Configuration configuration = context.getConfiguration();
    Collector collector = new Collector();
    collector.start();
    List<LoggerConfig> loggers =
        names.stream().map(name -> logger(configuration, name, level)).toList();
    loggers.forEach(logger -> logger.addAppender(collector, level, null));
    context.updateLoggers();
    return new LoggedFailures(collector, loggers);
  }

  /** Begins to collect the failures of Kafka's broker in this JVM. */
  public static LoggedFailures ofBroker() {
    return listen(Level.ERROR, List.of("kafka", "org.apache.kafka"));
  }

  private static LoggerConfig logger(Configuration configuration, String name, Level level) {
    LoggerConfig known = configuration.getLoggers().get(name);
    if (known == null) {
      known = new LoggerConfig(name, level, true);
      configuration.addLogger(name, known);
    }
    return known;
  }

  /** Returns the failures that were logged since the last call, in order. */
  List<Failure> take() {
    return collector.take();
  }

  /**
   * The reason why a broker died, in a few words: the innermost cause of its last logged failure.
   *
   * @param folder the folder of the broker's records
   */
  private Optional<String> reason(Path folder) {
    Reasons reasons = new Reasons(List.of(folder), "");
    List<Failure> all = take();
    return all.stream()
        .filter(failure -> failure.cause().isPresent())
        .reduce((before, last) -> last)
        .map(failure -> reasons.of(failure.cause().orElseThrow()))
        .or(() -> all.stream().reduce((before, last) -> last).map(Failure::message));
  }

  /**
   * Checks that the broker has not died.
   *
   * @throws StreamFailedException if it has, with the reason
   */
  public void requireAlive(EmbeddedBroker broker) {
    if (broker.died()) {
      throw new StreamFailedException(
          "the broker has died" + reason(broker.folder()).map(reason -> ": " + reason).orElse(""));
    }
  }

  @Override
  public void close() {
    loggers.forEach(logger -> logger.removeAppender(collector.getName()));
    collector.stop();
  }

  private static final class Collector extends AbstractAppender {

    private final Queue<Failure> heard = new ConcurrentLinkedQueue<>();

    Collector() {
      super("firstspike-" + UUID.randomUUID(), null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      heard.add(
          new Failure(
              event.getLoggerName(),
              event.getMessage().getFormattedMessage(),
              Optional.ofNullable(event.getThrown())));
      while (heard.size() > MOST) {
        heard.poll();
      }
    }

    List<Failure> take() {
      List<Failure> all = new ArrayList<>();
      for (Failure next = heard.poll(); next != null; next = heard.poll()) {
        all.add(next);
      }
      return all;
    }
  }
}
