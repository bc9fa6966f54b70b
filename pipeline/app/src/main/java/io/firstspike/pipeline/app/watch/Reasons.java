package io.firstspike.pipeline.app.watch;

import io.firstspike.pipeline.stream.options.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.util.SerializedThrowable;

/**
 * Explains failures in one line: the innermost cause and, for causes that users can repair, the
 * place and the remedy.
 *
 * @param places the folders that are written to, the one most likely to be full first
 * @param groupId the prefix of the job's transactions; empty if it is not known
 */
public record Reasons(List<Path> places, String groupId) {

  private static final List<String> FULL =
      List.of("no space left on device", "disk quota exceeded", "not enough space");

  /** Kafka's words for a record that the broker refuses; they name neither topic nor setting. */
  private static final String TOO_LARGE =
      "a message larger than the max message size the server will accept";

  public Reasons {
    places = List.copyOf(places);
  }

  /** The reason of a failure, in one line. */
  public String of(Throwable failure) {
    return repairable(failure).orElseGet(() -> innermost(failure));
  }

  /** The place and the remedy of a failure that users can repair, in one line; else empty. */
  Optional<String> repairable(Throwable failure) {
    if (isFull(failure)) {
      return Optional.of("no space left on device in " + fullest() + ": make room there");
    }
    if (isTooLarge(failure)) {
      return Optional.of(
          "a record that the job writes is larger than its topic takes: raise max.message.bytes of"
              + " the topic, or write shorter records");
    }
    return isFenced(failure) ? Optional.of(anotherJob()) : Optional.empty();
  }

  /** The kind of a failure. */
  static RestartKind kind(Throwable failure) {
    if (isFull(failure)) {
      return RestartKind.SPACE;
    }
    if (isTooLarge(failure)) {
      return RestartKind.RECORD_SIZE;
    }
    if (isFenced(failure)) {
      return RestartKind.TRANSACTIONS;
    }
    return causes(failure).anyMatch(Reasons::isOfKafka) ? RestartKind.KAFKA : RestartKind.OTHER;
  }

  private static boolean isOfKafka(Throwable cause) {
    String type =
        cause instanceof SerializedThrowable serialized
            ? serialized.getOriginalErrorClassName()
            : cause.getClass().getName();
    return type.startsWith("org.apache.kafka.");
  }

  private static boolean isFull(Throwable failure) {
    String all = String.join("\n", lines(failure)).toLowerCase(Locale.ROOT);
    return FULL.stream().anyMatch(all::contains);
  }

  private static boolean isTooLarge(Throwable failure) {
    return lines(failure).stream().anyMatch(line -> line.contains(TOO_LARGE));
  }

  /** The remedy for transactions that another job has ended. */
  String anotherJob() {
    if (groupId.isEmpty()) {
      return "another job writes with the same ids of transactions (it fenced ours): give one of the"
          + " two others";
    }
    return "another job writes with --group-id "
        + groupId
        + " (its transactions fenced ours): give one of the two another --group-id";
  }

  /** Whether a transaction was ended by another producer, or by the broker for its age. */
  static boolean isFenced(Throwable failure) {
    return lines(failure).stream()
        .anyMatch(
            line ->
                line.contains("ProducerFencedException")
                    || line.contains("InvalidProducerEpochException"));
  }

  /** The folder with the least free space: the exception does not name the file. */
  private String fullest() {
    return places.stream()
        .min(Comparator.comparingLong(Reasons::room))
        .map(Path::toString)
        .orElse("a folder that is written to");
  }

  private static long room(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * The message of the innermost cause, which names what happened; the exceptions around it only
   * name where it was noticed.
   */
  public static String innermost(Throwable failure) {
    return line(Failures.innermost(failure));
  }

  private static List<String> lines(Throwable failure) {
    return causes(failure).map(Reasons::line).toList();
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(100);
  }

  private static String line(Throwable cause) {
    if (cause instanceof SerializedThrowable) {
      // The exception came from a Flink task: its message begins with the name of its class there.
      return Failures.withoutPackages(oneLine(String.valueOf(cause.getMessage())));
    }
    return Failures.withoutPackages(oneLine(cause.getClass().getName() + message(cause)));
  }

  private static String message(Throwable cause) {
    return cause.getMessage() == null ? "" : ": " + cause.getMessage();
  }

  private static String oneLine(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
