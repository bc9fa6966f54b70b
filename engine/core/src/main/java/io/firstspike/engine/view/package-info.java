/** Pictures of what a network has learned. */
package io.firstspike.engine.view;
