package io.firstspike.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the fields on the page docs/reference/spec.md with those of the spec records. */
class SpecReferenceTest {

  private static final Path PAGE = Path.of("..", "..", "docs", "reference", "spec.md");

  /** A line that names a record, or the first cell of a row that names a field. */
  private static final Pattern NAMED = Pattern.compile("^(?:`(\\w+)`(?::.*)?|\\| `(\\w+)` \\|.*)$");

  @Test
  void thePageNamesEachFieldUnderItsRecord() throws IOException {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    collect(NetworkSpec.class, fields);
    assertThat(onPage()).containsExactlyInAnyOrderEntriesOf(fields);
  }

  private static Map<String, List<String>> onPage() throws IOException {
    Map<String, List<String>> found = new LinkedHashMap<>();
    String record = "";
    for (String line : Files.readAllLines(PAGE)) {
      Matcher named = NAMED.matcher(line);
      if (named.matches() && named.group(1) != null) {
        record = named.group(1);
        found.put(record, new ArrayList<>());
      } else if (named.matches()) {
        found.get(record).add(named.group(2));
      }
    }
    return found;
  }

  private static void collect(Type type, Map<String, List<String>> fields) {
    if (type instanceof ParameterizedType list) {
      Stream.of(list.getActualTypeArguments()).forEach(element -> collect(element, fields));
    } else if (type instanceof Class<?> one && one.isRecord()) {
      List<String> names =
          Stream.of(one.getRecordComponents()).map(RecordComponent::getName).toList();
      if (fields.put(one.getSimpleName(), names) == null) {
        Stream.of(one.getRecordComponents())
            .forEach(component -> collect(component.getGenericType(), fields));
      }
    } else if (type instanceof Class<?> one && one.isAnnotationPresent(JsonSubTypes.class)) {
      Stream.of(one.getAnnotation(JsonSubTypes.class).value())
          .forEach(kind -> collect(kind.value(), fields));
    }
  }
}
