/**
 * Words that people write: the spellings of a label, and the known name that a misspelt one stands
 * for.
 */
package io.firstspike.engine.text;
