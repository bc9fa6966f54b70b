/** Measures how well networks learn: test accuracy by training regime, over several seeds. */
package io.firstspike.bench.accuracy;
