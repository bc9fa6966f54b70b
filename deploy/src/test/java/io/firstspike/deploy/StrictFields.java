package io.firstspike.deploy;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Reads resources into classes that stand for them, and refuses fields which these do not have: the
 * classes themselves collect such fields.
 */
final class StrictFields {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .annotationIntrospector(new NothingCollected())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private StrictFields() {}

  /** Reads a tree; a field that is unknown or of another kind ends in an exception. */
  static <T> T read(JsonNode tree, Class<T> type) throws Exception {
    return JSON.treeToValue(tree, type);
  }

  private static final class NothingCollected extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }

    @Override
    public JsonIgnoreProperties.Value findPropertyIgnoralByName(
        MapperConfig<?> config, Annotated annotated) {
      return JsonIgnoreProperties.Value.empty();
    }
  }
}
