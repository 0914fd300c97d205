#!/usr/bin/perl
# What the source must not hold: functions that invite mistakes, libraries
# outside the one place that wraps them, SQL outside sql/, forms of C that the
# project does without.
use strict;
use warnings;
use File::Basename;
use File::Find;
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use Test::More;

chdir dirname(__FILE__) . '/..' or die "chdir: $!";

# Tables of routes and the like: no header of their own.
my %is_table = ('api/routes.c' => 1);

# Splits C into code (strings empty, comments gone), strings, and comments;
# line breaks stay in all three, so that lines keep their numbers.
sub dissect {
	my ($text) = @_;
	my ($code, $strings, $comments) = ('', '', '');
	while ($text =~ m{\G(?:
		("(?:\\.|[^"\\])*+") |
		('(?:\\.|[^'\\])*+') |
		(/\*.*?\*/ | //[^\n]*) |
		([^"'/]++ | .))}gxs) {
		my ($string, $char, $comment, $other) = ($1, $2, $3, $4);
		my $breaks = "\n" x ($& =~ tr/\n//);
		$code .= defined $other ? $other
			: (defined $comment ? ' ' : '""') . $breaks;
		$strings .= defined $string ? $string : $breaks;
		$comments .= defined $comment ? $comment : $breaks;
	}
	return {code => $code, strings => $strings, comments => $comments};
}

my $functions = join '|', qw(sprintf vsprintf strcpy stpcpy strcat strncpy
	strncat atoi atol atoll atof strtok strtok_r gets gmtime localtime
	ctime asctime system popen tmpnam mktemp alloca);

# Every rule: a name, where it looks, what must not be there, the files it
# does not bind, and a sample file that breaks it.
my @rules = (
	['no function that invites mistakes', 'code',
		qr/(?<![\w.>])(?:$functions)\s*\(/, qr/^$/,
		'base/a.c', "int f(char *s) { return atoi (s); }\n"],
	['no sqlite3_ outside store', 'code',
		qr/\bsqlite3_\w+/, qr{^store/},
		'auth/a.c', "void f(void) { sqlite3_close(0); }\n"],
	['no <sqlite3.h> outside store', 'code',
		qr/#\s*include\s*<sqlite3/, qr{^store/},
		'cli/a.c', "#include <sqlite3.h>\n"],
	['no libcurl outside weather-fetch and client/wire.c', 'code',
		qr{#\s*include\s*<curl/|\bcurl_\w+\s*\(},
		qr{^(?:programs/weather_fetch_main|client/wire)\.c$},
		'net/a.c', "#include <curl/curl.h>\n"],
	['no libfcgi outside http/fcgi*', 'code',
		qr{#\s*include\s*<fcgi|\bFCG[IX]_\w+\s*\(},
		qr{^http/fcgi(?:_answer)?\.[ch]$},
		'programs/a.c', "# include <fcgiapp.h>\n"],
	['no libinih outside config', 'code',
		qr{#\s*include\s*<ini\.h>}, qr{^config/},
		'cli/a.c', "#include <ini.h>\n"],
	['no SQL outside sql/', 'strings',
		qr/\bSELECT\s|\bINSERT\s+(?:OR\s+\w+\s+)?INTO\b|
		   \bDELETE\s+FROM\b|\bUPDATE\s[^\n]*\sSET\s|
		   \b(?:CREATE|DROP|ALTER)\s+(?:TABLE|INDEX|TRIGGER|VIEW)\b/x,
		qr/^$/, 'store/a.c', "const char *s = \"DELETE FROM reports\";\n"],
	['no getenv outside config, programs and http/fcgi.c', 'code',
		qr/\b(?:secure_)?getenv\s*\(/,
		qr{^(?:config/|programs/|http/fcgi\.c$)},
		'base/a.c', "char *f(void) { return getenv(\"HOME\"); }\n"],
	['no // comments', 'comments', qr{^//|(?<=\n)//}, qr/^$/,
		'base/a.c', "int a; // comment\n"],
	['no notes of unfinished work', 'comments',
		qr/\b(?:TODO|FIXME|XXX|HACK)\b/, qr/^$/,
		'base/a.c', "/* TODO later */\n"],
);

# The type of a function is a name with parameters behind it and no pointer;
# a set of bits is an unsigned whose name says so.
sub other_typedefs {
	my ($c) = @_;
	my @found;
	while ($c->{code} =~ /\btypedef\b([^;]*);?/g) {
		my $type = $1;
		next if $type =~ /^\s+unsigned\s+\w+_set\s*$/;
		push @found, "typedef$type"
			if $type =~ /\{/ || $type !~ /^[\w\s*]+\w\s*\(\s*[^*\s]/;
	}
	return @found;
}

sub files_of {
	my ($root) = @_;
	my @files;
	find(sub {
		push @files, $File::Find::name =~ s{^\Q$root\E/}{}r
			if /\.[ch]$/;
	}, $root);
	return sort @files;
}

my %dissected;

sub read_c {
	my ($path) = @_;
	return $dissected{$path} //= do {
		open my $file, '<:raw', $path or die "$path: $!";
		local $/;
		dissect(scalar <$file>);
	};
}

# What breaks a rule below root, as lines for people.
sub broken {
	my ($root, $rule) = @_;
	my (undef, $where, $pattern, $free) = @$rule;
	my @found;
	for my $name (files_of($root)) {
		next if $name =~ $free;
		my $c = read_c("$root/$name");
		push @found, "$name: $&" while $c->{$where} =~ /$pattern/g;
	}
	return @found;
}

sub broken_typedefs {
	my ($root) = @_;
	return map {
		my $name = $_;
		map { "$name: $_" } other_typedefs(read_c("$root/$name"));
	} files_of($root);
}

# Mains have no header, tables are declared by who reads them, and a module's
# part NAME_part.c is declared in NAME.h.
sub without_header {
	my ($root) = @_;
	return grep {
		my $stem = "$root/" . s/\.c$//r;
		/\.c$/ && !m{^programs/} && !$is_table{$_} &&
			!-e "$stem.h" && !-e $stem =~ s/_[a-z0-9]+$//r . '.h'
	} files_of($root);
}

sub sample {
	my ($name, $text) = @_;
	my $root = tempdir(CLEANUP => 1);
	make_path("$root/" . dirname($name));
	open my $file, '>:raw', "$root/$name" or die "$name: $!";
	print $file $text;
	close $file or die "$name: $!";
	return $root;
}

sub holds {
	my ($name, @found) = @_;
	ok(!@found, $name) or diag(join "\n", @found);
}

for my $rule (@rules) {
	my ($name, $where, $pattern, $free, $file, $text) = @$rule;
	holds($name, broken('src', $rule));
	ok(scalar broken(sample($file, $text), $rule), "$name: would be noticed");
}

# The same words where they are innocent.
my $innocent = sample('base/a.c', <<'END');
/* atoi() is not used; see https://example.org; SELECT is SQL */
static const char a[] = "system(1) // no comment /* either */ getenv(\"X\")";
static const char b[] = "/* */", c = '"';
int clock_system(void);
int snprintf_like(int gmtime);
void f(struct tm *t) { gmtime_r(0, t); s->system(1); }
static const char d[] = "Select a place to update or set";
END
holds("$_->[0]: innocent words", broken($innocent, $_)) for @rules;

holds('only types of functions and sets of bits have a typedef', broken_typedefs('src'));
for my $bad ('struct a { int b; } a;', 'int a;', 'int (*a)(void);',
	'struct b a;', "enum { A }\n a;") {
	ok(scalar broken_typedefs(sample('base/a.h', "typedef $bad\n")),
		"typedef $bad would be noticed" =~ s/\n//r);
}
holds('a type of a function may have a typedef',
	broken_typedefs(sample('base/a.h',
		"typedef enum err_kind\nhandler(struct call *c, int (*f)(void));\n" .
		"typedef size_t body_reader(void *ctx, char *dst, size_t n);\n" .
		"typedef unsigned thing_set;\n")));

holds('every module has a header', without_header('src'));
ok(scalar without_header(sample("base/$_.c", '')),
	"$_.c without a header would be noticed") for 'a', 'a_part';
holds('mains need no header', without_header(sample('programs/a_main.c', '')));

done_testing();
