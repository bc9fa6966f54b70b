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
 * Listens to what Flink and Kafka log of failures. Why a checkpoint failed, that a transaction is
 * lost, and why a broker ends its JVM is told nowhere else.
 */
public final class LoggedFailures implements AutoCloseable {

  /** More than are looked at between two looks; the oldest are forgotten. */
  private static final int MOST = 100;

  /**
   * A failure that was logged.
   *
   * @param logger the name of the class that logged it
   * @param message in words
   * @param cause the exception that came with it, if any
   */
  public record Failure(String logger, String message, Optional<Throwable> cause) {}

  private final Ear ear;
  private final List<LoggerConfig> loggers;

  private LoggedFailures(Ear ear, List<LoggerConfig> loggers) {
    this.ear = ear;
    this.loggers = loggers;
  }

  /**
   * Begins to listen.
   *
   * @param level what is said with less weight is not heard
   * @param names of the loggers, classes or packages
   */
  static LoggedFailures listen(Level level, List<String> names) {
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    Configuration configuration = context.getConfiguration();
    Ear ear = new Ear();
    ear.start();
    List<LoggerConfig> loggers =
        names.stream().map(name -> logger(configuration, name, level)).toList();
    loggers.forEach(logger -> logger.addAppender(ear, level, null));
    context.updateLoggers();
    return new LoggedFailures(ear, loggers);
  }

  /** Begins to listen to what Kafka's broker in this JVM fails with. */
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

  /** Failures that were logged since the last call, in order. */
  List<Failure> take() {
    return ear.take();
  }

  /**
   * The reason why a broker died, in a few words: the innermost cause of what it logged last.
   *
   * @param folder where it keeps its records
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
   * Returns as long as the broker can do its work.
   *
   * @throws StreamFailedException with the reason, if it has died
   */
  public void requireAlive(EmbeddedBroker broker) {
    if (broker.died()) {
      throw new StreamFailedException(
          "the broker has died" + reason(broker.folder()).map(reason -> ": " + reason).orElse(""));
    }
  }

  @Override
  public void close() {
    loggers.forEach(logger -> logger.removeAppender(ear.getName()));
    ear.stop();
  }

  private static final class Ear extends AbstractAppender {

    private final Queue<Failure> heard = new ConcurrentLinkedQueue<>();

    Ear() {
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
