package io.firstspike.engine.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.firstspike.engine.spec.mistake.SpecException;
import io.firstspike.engine.spec.yaml.SpecText;
import java.util.ArrayList;
import java.util.List;

/** Reads specs from YAML, reporting all mistakes at once, and writes them as YAML. */
final class SpecYaml {

  /** Shared, as making a mapper takes twenty times as long as writing a spec. */
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              YAMLFactory.builder()
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .disable(YAMLGenerator.Feature.USE_NATIVE_TYPE_ID)
                  .build())
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);

  private SpecYaml() {}

  static NetworkSpec read(String origin, String yaml, NetworkLimit limit) {
    ObjectNode tree = SpecText.read(origin, yaml);
    SpecFields fields = SpecFields.keepValid(tree, MAPPER);
    NetworkSpec spec = spec(origin, tree, fields.problems());
    List<String> problems = new ArrayList<>(fields.problems());
    spec.problems(limit).stream().filter(problem -> !fields.told(problem)).forEach(problems::add);
    if (!problems.isEmpty()) {
      throw new SpecException(origin, problems);
    }
    return spec;
  }

  private static NetworkSpec spec(String origin, ObjectNode tree, List<String> problems) {
    try {
      return MAPPER.treeToValue(tree, NetworkSpec.class);
    } catch (JsonProcessingException e) {
      List<String> all = new ArrayList<>(problems);
      all.add("its fields do not make a network");
      throw new SpecException(origin, all);
    }
  }

  static String write(NetworkSpec spec) {
    try {
      return MAPPER.writeValueAsString(spec);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a valid spec can always be written", e);
    }
  }
}
