package io.firstspike.pipeline.app.data;

import io.firstspike.engine.spec.NetworkSpec;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.TypeConversionException;

/** Words of the command line and of what it prints. */
public final class Words {

  private Words() {}

  /** The word for one stimulus of a network. */
  public static String stimulus(NetworkSpec spec) {
    return spec.input().events() == null ? "image" : "window";
  }

  /** The one of {@code choices} whose text is {@code word}. */
  public static <T> T choose(String word, T[] choices) {
    List<String> words = Arrays.stream(choices).map(Object::toString).toList();
    int place = words.indexOf(word);
    if (place < 0) {
      throw new TypeConversionException("\"" + word + "\" is none of " + String.join(", ", words));
    }
    return choices[place];
  }
}
