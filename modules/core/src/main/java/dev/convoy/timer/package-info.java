/** Work at a time, on threads of its own. */
package dev.convoy.timer;
