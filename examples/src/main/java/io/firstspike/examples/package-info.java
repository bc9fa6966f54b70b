/** Short programs that use FirstSpike as a library. */
package io.firstspike.examples;
