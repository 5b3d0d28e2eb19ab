/**
 * Data sets: where examples come from, how they are packed into blocks of bytes, and which worker
 * owns which of them.
 */
package dev.convoy.data;
