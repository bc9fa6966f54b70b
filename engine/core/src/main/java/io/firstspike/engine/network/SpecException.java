package io.firstspike.engine.network;

import java.util.List;

/** A network spec with mistakes: all of them, each naming the field and what it must be. */
public final class SpecException extends IllegalArgumentException {

  private final transient List<String> problems;

  SpecException(String name, List<String> problems) {
    super("network spec " + name + ": " + String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** The mistakes, one sentence each. */
  public List<String> problems() {
    return problems;
  }
}
