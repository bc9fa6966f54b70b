package io.firstspike.engine.spec;

import io.firstspike.engine.spec.mistake.SpecException;
import io.firstspike.engine.spec.yaml.SpecText;
import io.firstspike.engine.text.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads the text of specs: of those that ship with the engine, and of files. */
final class SpecFile {

  private static final List<String> SHIPPED =
      List.of(
          "firstspike-2026",
          "firstspike-2026-continual",
          "firstspike-2026-fashion",
          "firstspike-2026-shifted",
          "firstspike-2026-deep",
          "firstspike-2026-events",
          "firstspike-2026-events-varied",
          "firstspike-2026-quick",
          "firstspike-2026-reward",
          "kheradpisheh-2018",
          "kheradpisheh-2020",
          "mozafari-2018",
          "mozafari-2019",
          "mozafari-2019-connected",
          "rezghi-2022");

  private SpecFile() {}

  /** Whether a spec of this name ships with the engine. */
  static boolean shipped(String name) {
    return SHIPPED.contains(name);
  }

  /**
   * The text of a spec.
   *
   * @param nameOrPath name of a shipped spec, or path of a file
   * @throws SpecException if there is no such spec or file, or it is too long or no text
   */
  static String read(String nameOrPath) {
    try (InputStream in =
        shipped(nameOrPath)
            ? NetworkSpec.class.getResourceAsStream(nameOrPath + ".yaml")
            : Files.newInputStream(Path.of(nameOrPath))) {
      byte[] bytes = in.readNBytes(SpecText.MAX_LENGTH + 1);
      if (bytes.length > SpecText.MAX_LENGTH) {
        throw SpecText.tooLong(nameOrPath, "bytes");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new SpecException(
          nameOrPath,
          List.of(
              "no such file, and no shipped network of that name"
                  + NearestName.hint(nameOrPath, SHIPPED)
                  + " (shipped are "
                  + String.join(", ", SHIPPED)
                  + ")"));
    } catch (CharacterCodingException e) {
      throw new SpecException(nameOrPath, List.of("it is no text in UTF-8"));
    } catch (IOException e) {
      throw new SpecException(nameOrPath, List.of("cannot be read: " + e.getMessage()));
    }
  }
}
