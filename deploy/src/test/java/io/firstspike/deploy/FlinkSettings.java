package io.firstspike.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.FallbackKey;

/** The names of Flink's settings, as its classes have them. */
final class FlinkSettings {

  /** Settings whose classes are not at hand, or whose names contain one of the user's. */
  private static final List<String> BEGINNINGS =
      List.of(
          "kubernetes.operator.",
          "kubernetes.taskmanager.",
          "metrics.reporter.prom.",
          "external-resource.gpu.",
          "containerized.taskmanager.env.",
          "restart-strategy.fixed-delay.");

  private FlinkSettings() {}

  /** Those names of settings that Flink does not have. */
  static List<String> unknown(JsonNode settings) throws ReflectiveOperationException {
    Set<String> known = known();
    List<String> unknown = new ArrayList<>();
    settings
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name) && BEGINNINGS.stream().noneMatch(name::startsWith)) {
                unknown.add(name);
              }
            });
    return unknown;
  }

  private static Set<String> known() throws ReflectiveOperationException {
    Set<String> known = new HashSet<>();
    for (String name : classes()) {
      for (Field field : Class.forName(name).getDeclaredFields()) {
        if (Modifier.isPublic(field.getModifiers())
            && Modifier.isStatic(field.getModifiers())
            && field.getType() == ConfigOption.class) {
          ConfigOption<?> option = (ConfigOption<?>) field.get(null);
          known.add(option.key());
          for (FallbackKey other : option.fallbackKeys()) {
            known.add(other.getKey());
          }
        }
      }
    }
    return known;
  }

  /** The public classes of Flink's package for settings that are called after them. */
  private static List<String> classes() {
    Path jar =
        Path.of(Configuration.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    try (JarFile file = new JarFile(jar.toFile());
        Stream<String> names = file.stream().map(ZipEntry::getName)) {
      return names
          .filter(name -> name.matches("org/apache/flink/configuration/[A-Za-z]+Options\\.class"))
          .map(name -> name.replace('/', '.').replaceFirst("\\.class$", ""))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
