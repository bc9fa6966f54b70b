package io.firstspike.connectors.topic;

import io.firstspike.engine.text.LabelSpelling;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Generates names in any script, without halves of surrogate pairs. */
final class Texts {

  private Texts() {}

  /** Names that can be labels. */
  static Arbitrary<String> labels() {
    return names().filter(text -> LabelSpelling.problem(text).isEmpty());
  }

  static Arbitrary<String> names() {
    return Arbitraries.strings()
        .all()
        .ofMinLength(1)
        .ofMaxLength(256)
        .filter(text -> text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff));
  }
}
