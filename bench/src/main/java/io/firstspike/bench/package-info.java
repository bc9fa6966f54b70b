/** The command {@code bench}: the entry point of the benchmarks. */
package io.firstspike.bench;
