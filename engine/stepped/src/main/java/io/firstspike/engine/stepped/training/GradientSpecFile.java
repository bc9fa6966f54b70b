package io.firstspike.engine.stepped.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.mistake.SpecException;
import io.firstspike.engine.spec.yaml.SpecText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Reads specs of networks that are trained by gradients. */
final class GradientSpecFile {

  private static final List<String> SHIPPED = List.of("lif-cnn", "lif-cnn-fashion");

  private static final ObjectMapper MAPPER =
      new ObjectMapper().disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);

  private GradientSpecFile() {}

  static boolean shipped(String name) {
    return SHIPPED.contains(name);
  }

  /** Whether it is the name of such a spec, or a file with a field {@code layers}. */
  static boolean is(String nameOrPath) {
    if (SHIPPED.contains(nameOrPath)) {
      return true;
    }
    try {
      return Files.isRegularFile(Path.of(nameOrPath))
          && SpecText.read(nameOrPath, text(nameOrPath)).has("layers");
    } catch (InvalidPathException | SpecException e) {
      // It is for the other kind of specs to say what is wrong with it.
      return false;
    }
  }

  static GradientSpec load(String nameOrPath, NetworkLimit limit) {
    return parse(nameOrPath, text(nameOrPath), limit);
  }

  private static String text(String nameOrPath) {
    try (InputStream in =
        SHIPPED.contains(nameOrPath)
            ? GradientSpec.class.getResourceAsStream(nameOrPath + ".yaml")
            : Files.newInputStream(Path.of(nameOrPath))) {
      byte[] bytes = in.readNBytes(SpecText.MAX_LENGTH + 1);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new SpecException(nameOrPath, List.of("cannot be read: " + e));
    }
  }

  static GradientSpec parse(String origin, String yaml, NetworkLimit limit) {
    ObjectNode tree = SpecText.read(origin, yaml);
    GradientSpec spec;
    try {
      spec = MAPPER.treeToValue(tree, GradientSpec.class);
    } catch (JsonMappingException e) {
      throw new SpecException(origin, List.of(sentence(e)));
    } catch (JsonProcessingException e) {
      throw new SpecException(origin, List.of(e.getOriginalMessage()));
    }
    List<String> problems = spec.problems(limit);
    if (!problems.isEmpty()) {
      throw new SpecException(origin, problems);
    }
    return spec;
  }

  private static String sentence(JsonMappingException e) {
    String field =
        e.getPath().stream()
            .map(
                at ->
                    at.getFieldName() == null ? "[" + at.getIndex() + "]" : "." + at.getFieldName())
            .collect(Collectors.joining());
    String at = field.startsWith(".") ? field.substring(1) : field;
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "unknown field "
          + at
          + "; known are "
          + unknown.getKnownPropertyIds().stream()
              .map(String::valueOf)
              .collect(Collectors.joining(", "));
    }
    String what =
        e instanceof ValueInstantiationException && e.getCause() != null
            ? e.getCause().getMessage()
            : e.getOriginalMessage();
    return at.isEmpty() ? what : at + ": " + what;
  }
}
