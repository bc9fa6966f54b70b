package io.firstspike.pipeline.app.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.flink.util.SerializedThrowable;

/**
 * Says in one line why something failed: the innermost cause, and for those that users can mend the
 * place and the remedy.
 *
 * @param places folders that are written to, the likeliest to be full first
 * @param groupId the prefix of the job's transactions
 */
public record Reasons(List<Path> places, String groupId) {

  private static final List<String> FULL =
      List.of("no space left on device", "disk quota exceeded", "not enough space");

  public Reasons {
    places = List.copyOf(places);
  }

  /** Why, in one line. */
  public String of(Throwable failure) {
    String all = String.join("\n", lines(failure));
    if (FULL.stream().anyMatch(all.toLowerCase(Locale.ROOT)::contains)) {
      return "no space left on device in " + fullest() + ": make room there";
    }
    return isFenced(failure) ? anotherJob() : innermost(failure);
  }

  /** The remedy for transactions that another job has ended. */
  String anotherJob() {
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

  /** The exception does not say which file it was: the folder with the least room it is. */
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

  /** The innermost cause says what happened; the layers around it only say who noticed. */
  public static String innermost(Throwable failure) {
    List<String> lines = lines(failure);
    return lines.get(lines.size() - 1);
  }

  private static List<String> lines(Throwable failure) {
    List<String> lines = new ArrayList<>();
    Throwable cause = failure;
    while (cause != null && lines.size() < 100) {
      lines.add(line(cause));
      cause = cause.getCause();
    }
    return lines;
  }

  private static String line(Throwable cause) {
    String message = oneLine(String.valueOf(cause.getMessage()));
    if (cause instanceof SerializedThrowable) {
      // Came from a Flink task: the message begins with the name of the class it had there.
      return message.replaceFirst("^([\\w$]+\\.)+(?=[\\w$]+: )", "");
    }
    return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + message);
  }

  private static String oneLine(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
