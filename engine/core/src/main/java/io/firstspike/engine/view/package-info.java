/** Pictures of the patterns that a network has learned. */
package io.firstspike.engine.view;
