package io.firstspike.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Writes 24 recordings of N-MNIST as files: six to train and two to test of each of 0, 1 and 6. */
public final class SmallNmnist {

  private static final String NAME = "nmnist-24.zip";

  private SmallNmnist() {}

  /** Writes the zip file with {@code Train/CLASS/ID.bin} and {@code Test/CLASS/ID.bin}. */
  public static Path zip(Path folder) throws IOException {
    Path zip = folder.resolve(NAME);
    try (InputStream in = SmallNmnist.class.getResourceAsStream(NAME)) {
      Files.copy(in, Files.createDirectories(folder).resolve(NAME));
    }
    return zip;
  }

  /** Writes what is in the zip file into {@code folder}. */
  public static Path folder(Path folder) throws IOException {
    Path zip = zip(Files.createTempDirectory("nmnist"));
    try (FileSystem inside = FileSystems.newFileSystem(zip);
        Stream<Path> all = Files.walk(inside.getPath("/"))) {
      List<Path> files = all.filter(Files::isRegularFile).toList();
      for (Path file : files) {
        Path target = folder.resolve(file.toString().substring(1));
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    Files.delete(zip);
    Files.delete(zip.getParent());
    return folder;
  }
}
