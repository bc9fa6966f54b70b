package io.firstspike.engine.spec;

import java.util.List;
import java.util.stream.Collectors;

/** A network spec with mistakes: all of them, each naming the field and what it must be. */
public final class SpecException extends IllegalArgumentException {

  /** Mistakes in the message; more of them only make it harder to read. */
  private static final int SHOWN = 20;

  /** Of one mistake in the message: names may be as long as the file. */
  private static final int LONGEST = 500;

  private final transient List<String> problems;

  SpecException(String name, List<String> problems) {
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

  /** The mistakes, one sentence each. */
  public List<String> problems() {
    return problems;
  }
}
