"""The child process: greets, takes one task, reports, ends."""

from __future__ import annotations

import errno
import faulthandler
import logging
import os
import signal
import sys
import traceback

from pandavision_gui import __version__
from pandavision_gui.engine.progress import Stage
from pandavision_gui.engine.row_limit import is_out_of_memory
from pandavision_gui.errors import EnvironmentFault, InputError, PandaVisionError, plain_text
from pandavision_gui.jobs.messages import (
    PROTOCOL_VERSION,
    ArchiveJob,
    CombineJobs,
    CompareJobs,
    CreateDataset,
    DiagnoseFiles,
    ExportFigure,
    ExportReport,
    Failed,
    Hello,
    InspectFile,
    OpenArchive,
    PreviewDataset,
    RunJob,
    StageBegun,
    TraceSample,
    VerifyPack,
    ViewJob,
    WarmUp,
)
from pandavision_gui.jobs.worker.channel import Channel
from pandavision_gui.jobs.worker.heartbeat import start_heartbeat

_NICENESS = 10

_log = logging.getLogger(__name__)


def serve() -> None:
    """Serve one task and end the process."""
    _settle_in()
    channel = Channel()
    channel.send(Hello(protocol=PROTOCOL_VERSION, program=__version__, pid=os.getpid()))
    start_heartbeat(channel)
    command = channel.next_command()
    try:
        while isinstance(command, WarmUp):
            from pandavision_gui.jobs.worker.warm_up import warm_up

            warm_up()
            command = channel.next_command()
        if isinstance(command, RunJob):
            channel.send(StageBegun(stage=Stage.LIBRARIES))
            from pandavision_gui.jobs.worker.evaluate_job import evaluate_job

            evaluate_job(command, channel)
        elif isinstance(command, InspectFile):
            from pandavision_gui.jobs.worker.inspect_files import inspect_file

            inspect_file(command, channel)
        elif isinstance(command, DiagnoseFiles):
            from pandavision_gui.jobs.worker.diagnose_files import diagnose_files

            diagnose_files(command, channel)
        elif isinstance(command, ExportFigure):
            from pandavision_gui.jobs.worker.export_report import export_figure

            export_figure(command, channel)
        elif isinstance(command, ExportReport):
            from pandavision_gui.jobs.worker.write_report import write_report

            write_report(command, channel)
        elif isinstance(command, ArchiveJob | OpenArchive):
            from pandavision_gui.jobs.worker.archives import serve_archive

            serve_archive(command, channel)
        elif isinstance(command, VerifyPack):
            from pandavision_gui.jobs.worker.verify_pack import verify_pack

            verify_pack(command, channel)
        elif isinstance(command, CombineJobs):
            from pandavision_gui.jobs.worker.combine_jobs import combine_jobs

            combine_jobs(command, channel)
        elif isinstance(command, CompareJobs):
            from pandavision_gui.jobs.worker.compare_jobs import compare_jobs

            compare_jobs(command, channel)
        elif isinstance(command, CreateDataset | PreviewDataset):
            from pandavision_gui.jobs.worker.create_dataset import serve_creation

            serve_creation(command, channel)
        elif isinstance(command, ViewJob):
            from pandavision_gui.jobs.worker.view_job import view_job

            view_job(command, channel)
        elif isinstance(command, TraceSample):
            channel.send(StageBegun(stage=Stage.LIBRARIES))
            from pandavision_gui.jobs.worker.trace_sample import trace_sample

            trace_sample(command, channel)
    except Exception as error:  # the last line of defence: the owner hears a sentence
        channel.send(failure_of(error))
    # Threads of libraries must not keep a finished worker alive.
    sys.stderr.flush()
    os._exit(0)


def failure_of(error: Exception) -> Failed:
    """Return what the owner is told of an error; the log has the rest."""
    if isinstance(error, PandaVisionError):
        _log.info("failed: %s", error.sentence(), exc_info=error)
        return _failure(error)
    if is_out_of_memory(error):
        _log.error("the memory was not enough", exc_info=error)
        return _out_of_memory()
    if _is_system_short(error):
        _log.error("the system refused", exc_info=error)
        return _system_short(error)
    _log.error("internal error", exc_info=error)
    return _internal(error)


def _settle_in() -> None:
    """Make the process a quiet child."""
    faulthandler.enable()
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a stop comes as a message
    if os.name == "posix":
        os.nice(_NICENESS)


def _failure(error: PandaVisionError) -> Failed:
    if isinstance(error, InputError):
        kind = "input"
    elif isinstance(error, EnvironmentFault) and error.code != "out_of_memory":
        kind = "environment"
    else:
        # A job whose memory is not enough is a failed one: as an interrupted one it might be taken
        # up by itself at each start, and take the machine's memory each time.
        kind = "internal"
    return Failed.model_validate(
        {
            "kind": kind,
            "code": error.code,
            "message": error.message,
            "hint": error.hint,
            "details": error.details,
            "choices": error.choices,
        }
    )


def _out_of_memory() -> Failed:
    return Failed(
        kind="internal",
        code="out_of_memory",
        message="The machine's memory was not enough.",
        hint="Resume the job: it goes on with fewer samples at a time; or close other programs.",
        details=traceback.format_exc(),
    )


def _is_system_short(error: Exception) -> bool:
    """Whether the system has no more files or threads to give; libraries hide the number."""
    if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE, errno.EAGAIN):
        return True
    return isinstance(error, RuntimeError) and "can't start new thread" in str(error)


def _system_short(error: Exception) -> Failed:
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Failed(
        kind="environment",
        code="system_short",
        message=f"The system refuses what the job needs: {plain_text(why)}.",
        hint="Close other programs, then resume the job.",
        details=traceback.format_exc(),
    )


def _internal(error: Exception) -> Failed:
    return Failed(
        kind="internal",
        code="internal",
        message=f"The program made a mistake ({type(error).__name__}).",
        hint="Please report it with the job's log.",
        details=traceback.format_exc(),
    )
