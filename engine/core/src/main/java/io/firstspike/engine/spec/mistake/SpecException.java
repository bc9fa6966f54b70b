package io.firstspike.engine.spec.mistake;

import java.util.List;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Thrown if a network spec has mistakes; the message lists them, each with the field and its range.
 */
@API(status = Status.MAINTAINED)
public final class SpecException extends IllegalArgumentException {

  /** The most mistakes in the message. */
  private static final int SHOWN = 20;

  /**
   * The most characters of one mistake in the message: names in a spec may be as long as its file.
   */
  private static final int LONGEST = 500;

  private final transient List<String> problems;

  /**
   * Creates an exception.
   *
   * @param name name of the spec, or of its source
   * @param problems the mistakes, one sentence each
   */
  public SpecException(String name, List<String> problems) {
    super("network spec " + name + ": " + shown(problems));
    this.problems = List.copyOf(problems);
  }

  private static String shown(List<String> problems) {
    String shown =
        problems.stream().limit(SHOWN).map(SpecException::cut).collect(Collectors.joining("; "));
    return problems.size() <= SHOWN
        ? shown
        : shown + "; and " + (problems.size() - SHOWN) + " more mistakes";
  }

  private static String cut(String problem) {
    return problem.length() <= LONGEST ? problem : problem.substring(0, LONGEST) + "...";
  }

  /** All mistakes, one sentence each. */
  public List<String> problems() {
    return problems;
  }
}
